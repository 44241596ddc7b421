"""The report's figures are the store's, feedback tells no hidden value, and nothing of a stranger's runs in either."""

from __future__ import annotations

import csv
import html
import html.parser
import io
import json
import re
import shutil
import subprocess
import zipfile

import pytest

from tests.cli.test_documents import hold
from tests.conftest import mistaken, solution

EVIL = "<script>alert(1)</script>[x](javascript:alert(1)) ![](http://evil.example/x.png)"
RAISES = (
    f"def lstm_step(x, h_prev, c_prev, W, U, b):\n    raise ValueError({EVIL!r} + str(float(x.ravel()[0])))\n"
)


@pytest.fixture
def graded(learnrnn):
    learnrnn.write("class/Ann Lee_101/lstm.py", solution("lstm"))
    learnrnn.write("class/bob/lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("class/dai/lstm.py", mistaken("lstm", "state_not_carried"))
    learnrnn.write("class/cem/lstm.py", mistaken("lstm", "nothing_forgotten"))
    learnrnn.write("class/<img src=x onerror=alert(1)>/lstm.py", RAISES)
    learnrnn.write("class/山田　太郎/notes.txt", "")
    assert learnrnn("grade", "class", "--only", "lstm", "--seed", "1", "--out", "out").returncode == 0
    return learnrnn


class Page(html.parser.HTMLParser):
    """A page's elements, and the addresses that it would load or lead to."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def is_harmless(text: str) -> bool:
    page = Page(text)
    return not ({"script", "img", "iframe", "link", "object"} & page.tags or page.handlers) and all(
        link.startswith("#") for link in page.links
    )


def test_the_figures_are_the_stores(graded):
    results = json.loads((graded.work / "out" / "results.json").read_text())
    report = graded.json("report", "out", "--json")
    hold(report, "report.json")
    scores = [s["score"] for s in results["submissions"]]
    assert report["students"] == len(scores) == 6
    assert report["mean"] == round(sum(scores) / 6, 2)
    (lstm,) = report["exercises"]
    assert lstm["scores"] == [scores.count(points) for points in range(11)]
    checks = [c for s in results["submissions"] for c in s["exercises"][0]["checks"]]
    for check in lstm["checks"]:
        assert check["passed"] == sum(c["name"] == check["name"] and c["status"] == "passed" for c in checks)
    top = report["mistakes"][0]
    assert (top["mistake"], top["students"]) == ("nothing_forgotten", 2)
    assert {e["student"] for e in report["need_help"]} == {
        s["student"] for s in results["submissions"] if s["score"] < 5
    }
    rows = list(csv.DictReader(io.StringIO(graded("report", "out", "--csv").stdout)))
    assert {r["check"]: int(r["passed"]) for r in rows} == {c["name"]: c["passed"] for c in lstm["checks"]}


def test_nothing_of_a_strangers_runs_in_a_page(graded):
    graded("adjust", "out", "bob", "lstm", "--comment", EVIL, "--by", EVIL)
    assert graded("report", "out").returncode == 0
    assert graded("feedback", "out").returncode == 0
    pages = [*(graded.work / "out").rglob("*.html")]
    assert len(pages) == 7
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert is_harmless(text), path
        assert "default-src 'none'" in text
    for path in (graded.work / "out" / "feedback").glob("*.md"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("    "):  # an indented block is code
                assert not re.search(r"(?<!\\)[<\[]", line), line


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_feedback_tells_no_hidden_value_until_it_is_revealed(graded, lang):
    results = json.loads((graded.work / "out" / "results.json").read_text())
    dai = next(s for s in results["submissions"] if s["student"] == "dai")["exercises"][0]
    hidden = [c for c in dai["checks"] if c["visibility"] == "hidden" and c["status"] == "failed"]
    values = set(re.findall(r"-?\d+\.\d{2,}", " ".join(c["message"] for c in hidden)))
    assert values
    told = {}
    for words in ((), ("--reveal",)):
        graded("feedback", "out", "--out", "fb", "--lang", lang, *words)
        told[words] = (graded.work / "fb" / "dai.md").read_text() + (
            graded.work / "fb" / "dai.html"
        ).read_text()
    visible = " ".join(c["message"] for c in dai["checks"] if c["visibility"] == "visible")
    secret = {value for value in values if value not in visible}
    assert secret
    assert not [value for value in secret if value in told[()]]
    assert any(value in told[("--reveal",)] for value in secret)


def test_moodle_gets_a_zip_with_its_own_folders(graded):
    done = graded.json("feedback", "out", "--moodle", "fb.zip", "--json")
    hold(done, "feedback.json")
    with zipfile.ZipFile(graded.work / "fb.zip") as archive:
        assert "Ann Lee_101_assignsubmission_file_/feedback.html" in archive.namelist()
        assert len(archive.namelist()) == 6
    first = (graded.work / "fb.zip").read_bytes()
    graded("feedback", "out", "--moodle", "fb.zip")
    assert (graded.work / "fb.zip").read_bytes() == first


def test_pseudonyms_are_the_same_each_time_and_name_nobody(graded):
    one, two = (graded("report", "out", "--json", "--anonymise").stdout for _ in range(2))
    assert one == two
    assert "bob" not in one
    assert len({e["student"] for e in json.loads(one)["need_help"]}) == len(json.loads(one)["need_help"])
    graded("report", "out", "--anonymise", "--html", "r.html")
    assert "bob" not in (graded.work / "r.html").read_text()


def test_a_term_is_the_sum_of_its_assignments(graded):
    graded.write("week2/bob/clip.py", solution("clip"))
    graded.write("week2/eve/clip.py", solution("clip"))
    graded("grade", "week2", "--only", "clip", "--out", "two")
    quiz = {
        "schema": "x",
        "students": [{"student": "bob", "score": 3, "max_score": 4, "questions": []}],
        "items": [],
    }
    graded.write("quiz.json", json.dumps(quiz))
    document = graded.json("gradebook", "out", "two", "quiz.json", "--out", "term.csv", "--json")
    hold(document, "term.json")
    bob = next(s for s in document["students"] if s["student"] == "bob")
    lstm = bob["scores"][0]
    assert (bob["scores"], bob["score"], bob["max_score"], bob["missing"]) == (
        [lstm, 10, 3],
        lstm + 13,
        24,
        [],
    )
    with open(graded.work / "term.csv", newline="", encoding="utf-8-sig") as opened:
        rows = {row["student"]: row for row in csv.DictReader(opened)}
    assert rows["eve"] == {
        "student": "eve", "score": "10", "max_score": "24", "out": "", "two": "10", "quiz": "",
        "status": "out: missing; quiz: missing",
    }  # fmt: skip
    assert rows["Ann Lee_101"]["score"] == "10"


CHROMIUM = shutil.which("chromium") or ""
MEASURE = """<!doctype html><body><iframe id=f width={width} height=800 srcdoc="{page}"></iframe><pre id=o></pre><script>
onload = () => {{
  const d = f.contentDocument, text = e => (e.textContent || e.getAttribute("aria-label") || "").trim();
  d.querySelectorAll("details").forEach(e => e.open = true);
  o.textContent = JSON.stringify({{
    over: d.documentElement.scrollWidth - d.documentElement.clientWidth,
    unnamed: [...d.querySelectorAll("a, summary, [role]")].filter(e => !text(e)).length,
    lang: d.documentElement.lang, title: d.title.length, rows: d.querySelectorAll("tbody tr").length,
  }});
}}
</script>"""


@pytest.mark.external
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_report_can_be_read_on_a_phone(graded, lang, tmp_path):
    graded("report", "out", "--html", "r.html", "--lang", lang)
    text = (graded.work / "r.html").read_text(encoding="utf-8")
    (tmp_path / "measure.html").write_text(
        MEASURE.format(width=360, page=html.escape(text)), encoding="utf-8"
    )
    words = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", "--dump-dom",
        f"file://{tmp_path / 'measure.html'}",
    ]  # fmt: skip
    shown = subprocess.run(words, capture_output=True, text=True, timeout=120).stdout
    said = re.search(r'<pre id="o">(.*?)</pre>', shown, re.S)
    assert said, shown
    found = json.loads(html.unescape(said[1]))
    assert found["over"] == 0
    assert (found["unnamed"], found["lang"]) == (0, lang)
    assert found["rows"] >= 7
