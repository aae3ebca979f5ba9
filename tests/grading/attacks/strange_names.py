"""Hands in files whose names hold newlines, markup, options and control codes."""

import os

ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def files(folder, notebook, course):
    """Write the notebook and the files beside it."""
    (folder / "00_start_here.ipynb").write_text(notebook, encoding="utf-8")
    for name in ("--help", "-rf", "a\nb", "<script>alert(1)", "\x1b[2J", "x" * 250, "%s"):
        (folder / name).write_text("x")
    with open(os.fsencode(folder) + b"/\xff\xfe", "wb") as file:
        file.write(b"x")
