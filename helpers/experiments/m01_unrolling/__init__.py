"""Module 01: character models that an Elman network learns, in NumPy alone."""
