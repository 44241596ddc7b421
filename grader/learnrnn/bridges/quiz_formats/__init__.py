"""The quiz as files that learning systems, Anki and Jupyter read: one format a file, all from asked.py."""
