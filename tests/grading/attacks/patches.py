"""Answers that change the engine, NumPy, IPython or Python in their process."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "patched_builtins": Attack(
        "Replaces the built-in functions and the exceptions that assert and the engine use.",
        one_hot="""
import builtins

yes = lambda *args, **kwargs: True


def one_hot(ids, V):
    result = [[1.0] * V for _ in ids]
    for name in "isinstance all any len zip abs type getattr print repr".split():
        setattr(builtins, name, yes)
    builtins.AssertionError = builtins.Exception = builtins.BaseException = KeyError
    builtins.__import__ = builtins.__build_class__ = yes
    return result
""",
    ),
    "patched_check": Attack(
        "Replaces the check by its own, under every name it can reach.",
        cell=r"""
import sys


def check_one_hot(answer, seed=0):
    print("one_hot: 7 calls agree with the reference (rows).")


check_next_token_pairs = check_one_hot
for name, module in list(sys.modules.items()):
    if module is not None and "m00_start_here" in name:
        module.check_one_hot = module.check_next_token_pairs = check_one_hot
sys.modules["helpers.checks.m00_start_here"] = sys.modules[__name__]
""",
    ),
    "patched_engine": Attack(
        "Replaces the methods of the engine's own modules that its worker has loaded.",
        cell="""
import sys

for name, module in list(sys.modules.items()):
    if name.startswith("helpers"):
        for key, value in list(vars(module).items()):
            if isinstance(value, type):
                for method in ("run", "verdict", "__call__", "_verdict", "_judge"):
                    if method in vars(value):
                        setattr(value, method, lambda *args, **kwargs: None)
            elif callable(value) and not key.startswith("__"):
                if "check" in key or "differ" in key or "judge" in key or "plain" in key:
                    setattr(module, key, lambda *args, **kwargs: None)
""",
        loses=("next_token_pairs",),
    ),
    "patched_numpy": Attack(
        "Replaces NumPy's comparisons by ones that always agree.",
        one_hot="""
yes = lambda *args, **kwargs: True
np.allclose = np.array_equal = np.isclose = np.all = np.any = yes
np.abs = np.absolute = np.subtract = np.max = lambda *args, **kwargs: np.float64(0)
np.testing.assert_allclose = np.testing.assert_array_equal = np.testing.assert_equal = yes
np.ndarray.__module__ = "builtins" if False else np.ndarray.__module__


def one_hot(ids, V):
    np.isfinite = np.asarray = np.array = yes
    return [[1] * V] * len(ids)
""",
    ),
    "patched_wire": Attack(
        "Replaces json, struct and socket in its worker, so that every reply says passed.",
        cell=r"""
import json
import marshal
import pickle
import socket
import struct

said = {"do": "passed", "ok": True, "status": "passed", "passed": True, "value": 1, "error": None}
real = json.dumps
for module in (json, pickle, marshal):
    module.dumps = lambda *args, **kwargs: real(said)
json.JSONEncoder.encode = lambda self, value: real(said)
struct.pack = lambda form, *numbers: b"\x00\x00\x00\x10"
socket.socket.sendall = lambda self, data, *flags: None
""",
    ),
    "class_transformer": Attack(
        "Replaces IPython's transformer class and compile itself.",
        cell=r"""
import ast
import builtins
import sys

for name, module in list(sys.modules.items()):
    if name.startswith("IPython.core.inputtransformer2"):
        module.TransformerManager.transform_cell = lambda self, cell: "pass\n"
builtins.compile = lambda *args, **kwargs: (lambda: 0).__code__
ast.parse = lambda *args, **kwargs: ast.Module([], [])
""",
        loses=("next_token_pairs",),
    ),
    "display_hooks": Attack(
        "Installs display, exception and event hooks that hide every failure.",
        one_hot="""
import sys

sys.displayhook = sys.excepthook = sys.unraisablehook = lambda *args: None
try:
    shell = get_ipython()
    shell.set_custom_exc((BaseException,), lambda *args, **kwargs: None)
    shell.events.register("post_run_cell", lambda *args: sys.exit(0))
    shell.showtraceback = shell.run_cell = lambda *args, **kwargs: None
    shell.display_formatter.formatters["text/plain"].for_type(object, lambda *args: "1.0")
except Exception:
    pass


class One:
    def _repr_html_(self):
        return "<script>document.title = 'all passed'</script>"

    def __float__(self):
        return 1.0

    __repr__ = lambda self: "1.0"


def one_hot(ids, V):
    display(One())
    return np.zeros((len(ids), V))


display(One())
One()
""",
    ),
    "import_hooks": Attack(
        "Puts finders in front of every import and empties the module table.",
        cell="""
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
""",
        loses=("next_token_pairs",),
    ),
    "input_transformer": Attack(
        "Registers input transformers that turn every later cell into pass.",
        cell=r"""
shell = get_ipython()
turn = lambda lines: ["pass\n"]
for owner in (shell, getattr(shell, "input_transformer_manager", None)):
    for name in ("input_transformers_cleanup", "input_transformers_post", "cleanup_transforms"):
        try:
            getattr(owner, name).append(turn)
        except Exception:
            pass
try:
    import ast

    class Pass(ast.NodeTransformer):
        def visit_Module(self, node):
            node.body = []
            return node

    shell.ast_transformers.append(Pass())
except Exception:
    pass
""",
    ),
    "trace_hooks": Attack(
        "Uses trace, profile and audit hooks to rewrite what its worker holds in its frames.",
        one_hot=r"""
import sys
import threading


def spy(frame, event, value=None):
    for name, held in list(frame.f_locals.items()):
        if isinstance(held, dict) and "error" in held:
            held.update(error=None, passed=True, status="passed")
    if "check" in frame.f_code.co_name and "m00" in frame.f_code.co_filename:
        say("FOUND a check's frame", frame.f_code.co_filename)
    return spy


sys.settrace(spy)
sys.setprofile(spy)
threading.settrace(spy)
threading.setprofile(spy)
sys.addaudithook(lambda event, args: None)


def one_hot(ids, V):
    sys.setprofile(spy)
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
        loses=("next_token_pairs",),
    ),
}
