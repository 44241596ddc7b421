"""What a wrong answer is: names that are true, relations that hold, the function and the line, a small case."""
