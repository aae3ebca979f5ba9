"""Raises an exception whose text, name and traceback loop for ever."""

WAITS = True
ANSWERS = {
    "one_hot": """
class Meta(type):
    @property
    def __name__(cls):
        while True:
            pass


class Endless(Exception, metaclass=Meta):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__
    args = property(__str__)


def one_hot(ids, V):
    raise Endless
""",
}
