"""What is said about a submission's files, and how grave it is.

A remark is a line of text. Three cases matter to whoever grades: nothing could be read (the
answers' "unread"), something could not be read or had a rival (a Loss), or it was mended without
loss (any other text).
"""

from collections.abc import Iterable

__all__ = ["Loss", "losses"]


class Loss(str):
    """A remark on what may have cost points: a person should look."""

    __slots__ = ()


def losses(remarks: Iterable[str]) -> list[str]:
    """Return the remarks on what may have cost points, as plain texts."""
    return [str(text) for text in remarks if isinstance(text, Loss)]
