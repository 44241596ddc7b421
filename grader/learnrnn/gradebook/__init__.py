"""Many submissions: read them, grade them side by side, keep the results."""
