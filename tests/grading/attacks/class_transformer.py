"""Replaces IPython's transformer class and compile itself."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": r"""
import ast
import builtins
import sys

for name, module in list(sys.modules.items()):
    if name.startswith("IPython.core.inputtransformer2"):
        module.TransformerManager.transform_cell = lambda self, cell: "pass\n"
builtins.compile = lambda *args, **kwargs: (lambda: 0).__code__
ast.parse = lambda *args, **kwargs: ast.Module([], [])


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
