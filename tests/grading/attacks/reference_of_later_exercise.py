"""Steals a later exercise's reference in an earlier cell and hands it in later."""

LOOKED = True
ANSWERS = {
    "one_hot": """
import copy
import marshal
import types

stolen = []
for module, name in (("batching", "next_token_pairs"), ("text", "char_vocab")):
    try:
        home = __import__(f"helpers.datasets.{module}", fromlist=["x"])
        function = getattr(home, name)
        stolen.append(types.FunctionType(function.__code__.replace(), vars(home)))
        code = marshal.loads(marshal.dumps(function.__code__))
        stolen.append(types.FunctionType(code, vars(home)))
        stolen.append(copy.deepcopy(function))
    except BaseException:
        pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    for function in stolen:
        try:
            return function(ids)
        except BaseException:
            pass
    return ids, ids
""",
}
