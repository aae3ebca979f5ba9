"""Errors that every part of the course reports in one line."""


class SourceError(Exception):
    """A file of the course is not as it has to be: the text says where, what, and what to do."""


class GradebookError(Exception):
    """The gradebook cannot be read or written; the message is one line."""
