"""Hands in start-up files of Python, IPython, Jupyter, nbgrader, pytest and git."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}

TEXT = "import os\nopen('/tmp/attack-was-here', 'w').close()\n"
NAMES = """
sitecustomize.py usercustomize.py conftest.py evil.pth pyvenv.cfg nbgrader_config.py
jupyter_config.py ipython_config.py .ipython/profile_default/startup/00.py
.jupyter/jupyter_server_config.py .git/hooks/post-checkout .git/config .env .envrc
__pycache__/numpy.cpython-311.pyc .ipynb_checkpoints/00_start_here-checkpoint.ipynb
"""


def files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    for name in NAMES.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(TEXT)
