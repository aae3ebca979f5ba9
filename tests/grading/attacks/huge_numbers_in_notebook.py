"""Hands in a notebook with numbers of a hundred thousand digits, NaN and keys given twice."""


def files(folder, notebook, course):
    """Write the notebook's file."""
    odd = f'"a": {"9" * 100_000}, "b": NaN, "c": 1e999999, "a": -Infinity, "d": "\\ud800",'
    text = notebook.replace('"metadata": {', f'"metadata": {{{odd} ', 1)
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")
