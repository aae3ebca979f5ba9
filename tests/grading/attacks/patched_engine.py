"""Replaces the methods of the engine's own modules that its worker has loaded."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
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


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
