"""Only carries a grade: results, gradebook, marks, roster and exports."""
