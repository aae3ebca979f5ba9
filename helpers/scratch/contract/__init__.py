"""What a cell promises and what checks its arguments, kept apart from the equations."""
