"""Shows grades: the report of a module as a page and tables; for instructors only."""
