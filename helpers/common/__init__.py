"""What the command `course` and grading both need, and nothing more."""
