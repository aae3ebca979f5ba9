"""The learner's own copies: filling, refreshing, reading progress."""
