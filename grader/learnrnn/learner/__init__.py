"""What belongs to one learner: their folder of files, and their progress."""
