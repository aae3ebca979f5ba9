"""Raises exceptions that are neither Exception nor printable."""

ANSWERS = {
    "one_hot": """
class Strange(BaseException):
    __traceback__ = property(lambda self: 1 / 0)
    __class__ = property(lambda self: AssertionError)

    def __str__(self):
        raise KeyboardInterrupt

    __repr__ = __str__


def one_hot(ids, V):
    raise Strange
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    raise BaseExceptionGroup("x" * 10**6, [GeneratorExit(), KeyboardInterrupt(), StopIteration()])
""",
}
