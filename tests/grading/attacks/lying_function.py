"""Gives an object that claims to be a function with the reference's name and code."""

ANSWERS = {
    "one_hot": """
class Function:
    __name__ = __qualname__ = "one_hot"
    __module__ = "helpers.scratch.ops"
    __class__ = type(lambda: 0)
    __code__ = (lambda ids, V: 0).__code__
    __globals__ = {}

    def __eq__(self, other):
        return True

    __hash__ = None

    def __call__(self, ids, V):
        return np.ones((len(ids), V))


one_hot = Function()
""",
}
