"""What each command does, one file each: cli parses before it, views show after it."""
