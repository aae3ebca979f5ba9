"""Hands in a notebook whose metadata is nested a hundred thousand deep."""


def files(folder, notebook, course):
    """Write the notebook's file."""
    deep = "[" * 100_000 + "]" * 100_000
    text = notebook.replace('"metadata": {', f'"metadata": {{"deep": {deep}, ', 1)
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")
