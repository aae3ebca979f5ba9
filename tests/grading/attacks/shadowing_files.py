"""Hands in files that shadow numpy, helpers and the standard library."""

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}

TEXT = "import os\nopen('/tmp/attack-was-here', 'w').close()\ncheck_one_hot = print\n"


def files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    for name in ("numpy.py", "json.py", "torch.py", "socket.py", "helpers.py"):
        (folder / name).write_text(TEXT)
    for name in ("helpers", "helpers/checks", "nbgrader"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(TEXT)
    (folder / "helpers" / "checks" / "m00_start_here.py").write_text(TEXT)
