"""Puts finders in front of every import and empties the module table."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import importlib.abc
import importlib.machinery
import sys
import types


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: lambda *args, **kwargs: None
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Finder())
for name in list(sys.modules):
    if name.startswith(("helpers", "numpy", "json", "struct", "socket")):
        del sys.modules[name]


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
