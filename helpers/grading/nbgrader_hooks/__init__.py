"""What nbgrader calls: autograde, converter, feedback and formgrader."""
