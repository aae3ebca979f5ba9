"""A class, from files to grades: its submissions, the processes that grade them, the records."""
