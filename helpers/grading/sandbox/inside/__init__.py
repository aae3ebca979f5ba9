"""All that is visible in a student's process."""
