"""What module 05's notebook measures besides its experiments: leaks, reach, speed, scores."""
