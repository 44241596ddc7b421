"""Classroom 50's autograder: the public examples of the bundle that lies beside this file, in kit/.

It holds no hidden check: whatever runs in a student's repository, its student can read. A point an example.
"""

import datetime
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

KIT = Path(__file__).resolve().parent / "kit"

if importlib.util.find_spec("learnrnn") is None:
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", str(KIT)], check=True)

names = sorted(path.parent.name for path in KIT.glob("exercises/*/exercise.toml"))
found = subprocess.run(
    [sys.executable, "-m", "learnrnn", "check", *names, "--json", "--workspace", os.getcwd()],
    env=os.environ | {"LEARNRNN_COURSE": str(KIT)},
    capture_output=True,
    text=True,
)
results = json.loads(found.stdout)  # where there is none, this ends the run as an error of the grader's

tests = []
for result in results if isinstance(results, list) else [results]:
    checks = result["checks"] or [{"name": "file", "status": result["status"], "message": result["message"]}]
    for check in checks:
        passed = check["status"] == "passed"
        tests.append(
            {
                "test-name": f"{result['name']}: {check['name']}",
                "passed": passed,
                "score": int(passed),
                "max-score": 1,
                "output": check["message"],
            }
        )

now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
document = {
    "schema": "classroom50/result/v1",
    "classroom": os.environ["CLASSROOM"],
    "assignment": os.environ["ASSIGNMENT"],
    "submission": os.environ["SUBMISSION_TAG"],
    "commit": os.environ["COMMIT_URL"],
    "release": os.environ["RELEASE_URL"],
    "review": os.environ.get("REVIEW_URL") or os.environ["COMMIT_URL"],
    "datetime": now,
    "score": sum(test["score"] for test in tests),
    "max-score": sum(test["max-score"] for test in tests),
    "tests": tests,
}
Path("result.json").write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
