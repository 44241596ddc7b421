"""`python -m learnrnn` is the command `learnrnn`."""

from learnrnn.cli import main

main()
