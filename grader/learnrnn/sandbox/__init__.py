"""The hostile side: a process of its own that holds a student's file, numpy and nothing of ours."""
