"""The quiz: load the bank, draw a question's numbers, ask, judge, schedule, analyse.

Importing this imports nothing heavy. The formats are in docs/quiz.md.
"""


def check_bank(lang: str = "en", *, run_code: bool = True) -> list[str]:
    """What is wrong with the question files, each a sentence with file:line and what to do; [] if nothing is.

    run_code: also run every option of every code question, and every traced program (needs numpy).
    """
    from learnrnn.quiz.check import check_files

    return check_files(lang, run_code=run_code)
