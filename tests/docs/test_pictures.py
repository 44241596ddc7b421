"""docs/pictures.md shows every picture of the course: as SVG, in words, and as a terminal has it.

UPDATE_SCREENS=1 writes the page and its files anew.
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

from learnrnn import catalog
from learnrnn.app.show import draw_source, show_of
from learnrnn.locale import LANGUAGES
from learnrnn.submissions.source import script
from learnrnn.views.diagrams import draw, picture_of
from learnrnn.views.diagrams import svg as picture_svg
from learnrnn.views.drawings_svg import standing_alone
from tests.conftest import REPOSITORY, solution

DOCS = REPOSITORY / "docs"
HEAD = {
    "en": """# The pictures

What each exercise is about, and what `learnrnn show NAME` draws of a right answer: here as SVG, in a terminal as letters.
Below each picture its words and numbers stand as text. Made by a test from the course itself ([日本語](pictures.ja.md)).
""",
    "ja": """# 図の一覧

演習ごとの仕組みの図と、正しい解答を `learnrnn show NAME` で描いたもの。ここでは SVG、端末では文字で描かれます。
どの図にも、下に言葉と数値を添えています。コースそのものからテストが作りました（[English](pictures.md)）。
""",
}
AS_TEXT = {"en": "As a terminal shows it", "ja": "端末での表示"}


@pytest.fixture(scope="module")
def made(zygote):
    """What has to lie in docs/: path and text."""

    @functools.cache
    def drawing(name, lang):
        exercise, show = catalog.exercise(name), show_of(catalog.exercise(name))
        source = script(solution(name), exercise.filename)
        return draw_source(exercise, show, show.settings, source, zygote, lang)

    files = {}
    for lang in LANGUAGES:
        parts = [HEAD[lang]]
        for name, exercise in catalog.exercises().items():
            parts.append(f"## {name}: {exercise.title.render(lang)}\n")
            if picture := picture_of(exercise):
                says, file = picture.says.render(lang), f"pictures/{name}.{lang}.svg"
                files[file] = standing_alone(picture_svg(picture, lang))
                parts.append(f"![{says}]({file})\n\n{says}\n")
            shown, file = drawing(name, lang), f"pictures/show-{name}.{lang}.svg"
            files[file] = standing_alone(shown._repr_svg_())
            text = "\n".join(line.rstrip() for line in repr(shown).split("\n"))
            parts.append(f"![{shown.title}]({file})\n\n{shown.look.render(lang)}\n")
            parts.append(
                f"<details><summary>{AS_TEXT[lang]}</summary>\n\n```text\n{text}\n```\n\n</details>\n"
            )
        files["pictures.md" if lang == "en" else f"pictures.{lang}.md"] = "\n".join(parts)
    return files


def test_the_page_shows_what_the_course_draws(made):
    if os.environ.get("UPDATE_SCREENS"):
        shutil.rmtree(DOCS / "pictures", ignore_errors=True)
        (DOCS / "pictures").mkdir()
        for name, text in made.items():
            (DOCS / name).write_text(text, encoding="utf-8")
    there = {f"pictures/{path.name}" for path in (DOCS / "pictures").iterdir()}
    assert there == {name for name in made if name.startswith("pictures/")}
    stale = [name for name, text in made.items() if (DOCS / name).read_text(encoding="utf-8") != text]
    assert stale == []


def test_every_picture_is_told_in_words(made):
    for name, text in made.items():
        if name.endswith(".svg"):
            root = ET.fromstring(text)
            assert root.get("role") == "img"
            assert (root.findtext("{http://www.w3.org/2000/svg}title") or "").strip()
            if "show-" in name:
                assert len(root.findtext("{http://www.w3.org/2000/svg}desc") or "") > 40
        else:
            assert re.findall(r"!\[\]", text) == []


def test_the_last_one_is_drawn_in_letters_too():
    assert (
        draw(picture_of(catalog.exercise("lstm"))) in (DOCS / ".." / "exercises/lstm/README.md").read_text()
    )


# ------------------------------------------------------------------- in a browser

CHROMIUM = shutil.which("chromium") or ""
MEASURE = """<!doctype html><body><pre id=o></pre>{pictures}<script>
onload = () => {{
  const rgb = c => c.match(/[\\d.]+/g).map(Number), part = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = c => rgb(c).slice(0, 3).map(part).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const found = [...document.querySelectorAll("iframe")].map(f => {{
    const s = f.contentDocument.documentElement, box = s.viewBox.baseVal, look = s.ownerDocument.defaultView;
    const outside = [...s.querySelectorAll("text")].filter(t => {{
      const b = t.getBBox();
      return b.x < -1 || b.y < -1 || b.x + b.width > box.width + 1 || b.y + b.height > box.height + 1;
    }}).map(t => t.textContent);
    const boxes = [...s.querySelectorAll("text")].filter(t => t.textContent.trim()).map(t => [t.getBBox(), t.textContent]);
    const meet = (a, b) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 2
      && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 4;
    boxes.forEach(([a, one], i) => boxes.slice(i + 1).forEach(([b, two]) => meet(a, b) && outside.push(one + " / " + two)));
    const ground = light(look.getComputedStyle(s).backgroundColor);
    const ratio = c => {{ const l = light(c); return (Math.max(l, ground) + .05) / (Math.min(l, ground) + .05); }};
    const text = Math.min(...[...s.querySelectorAll("text")].map(t => ratio(look.getComputedStyle(t).fill)));
    const marks = [...s.querySelectorAll("polygon, circle")].map(t => ratio(look.getComputedStyle(t).fill));
    return [f.dataset.name, outside, text, Math.min(99, ...marks), ground];
  }});
  o.textContent = JSON.stringify(found);
}}
</script>"""


@pytest.mark.external
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_and_all_can_be_read(scheme, tmp_path):
    files = sorted((DOCS / "pictures").glob("*.svg"))
    frames = "".join(f'<iframe data-name="{f.name}" src="file://{f}"></iframe>' for f in files)
    (tmp_path / "measure.html").write_text(MEASURE.format(pictures=frames), encoding="utf-8")
    words = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--allow-file-access-from-files", f"--blink-settings=preferredColorScheme={int(scheme == 'light')}",
        f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=20000", "--dump-dom",
        f"file://{tmp_path / 'measure.html'}",
    ]  # fmt: skip
    shown = subprocess.run(words, capture_output=True, text=True, timeout=180).stdout
    said = re.search(r'<pre id="o">(.*?)</pre>', shown, re.S)
    assert said, shown[-2000:]
    found = json.loads(said[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    assert len(found) == len(files) >= 80
    assert {(ground > 0.5) for *_, ground in found} == {scheme == "light"}
    assert [(name, outside) for name, outside, *_ in found if outside] == []
    assert [(name, text) for name, _, text, *_ in found if text < 7] == []
    assert [(name, marks) for name, _, _, marks, _ in found if marks < 3] == []
