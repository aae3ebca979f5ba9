"""Notebooks with changed, strange or very many cells."""

from tests.grading.attacks.attack import Attack


def deleted_checks_notebook(submitted):
    """Return the submission without checks and setup."""
    kept = ("check-", "setup-")
    submitted["cells"] = [c for c in submitted["cells"] if not c.get("id", "").startswith(kept)]
    return submitted


def replaced_checks_notebook(submitted):
    """Return the submission with checks that do nothing."""
    for cell in submitted["cells"]:
        if cell.get("id", "").startswith("check-"):
            cell["source"] = "1.0"
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "metadata": {},
                    "data": {"text/plain": "100.0"},
                }
            ]
    return submitted


def retagged_cells_notebook(submitted):
    """Return the submission with other metadata."""
    for cell in submitted["cells"]:
        meta = cell["metadata"].setdefault("nbgrader", {})
        for key in ("grade", "solution", "locked", "task"):
            meta[key] = not meta.get(key, False)
        meta["points"] = 100
        meta["schema_version"] = 99
        cell["metadata"]["tags"] = ["setup", "skip-execution", "raises-exception"]
    return submitted


def edited_points_notebook(submitted):
    """Return the submission with other points."""
    for cell in submitted["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 100
    return submitted


def stolen_ids_notebook(submitted):
    """Return the submission with cells that claim to be others."""
    text = "check_one_hot = check_next_token_pairs = lambda *args, **kwargs: None"
    for place in ("check-one_hot", "answer-next_token_pairs", "setup-7217eb6b74", "../../x", ""):
        for position in (0, len(submitted["cells"])):
            cell = {
                "cell_type": "code",
                "id": place,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": text,
            }
            submitted["cells"].insert(position, cell)
    return submitted


def other_kernel_notebook(submitted):
    """Return the submission with another kernel."""
    submitted["metadata"] = {
        "kernelspec": {
            "name": "../../attack",
            "display_name": "x",
            "argv": ["touch", "/tmp/attack-was-here"],
            "language": "bash",
        },
        "language_info": {"name": "bash", "file_extension": "/../../x.sh"},
        "nbgrader": {"__class__": "os.system"},
    }
    return submitted


def strange_metadata_notebook(submitted):
    """Return the submission with odd values."""
    odd = [None, 1, "x", [], {}, [[]], -1.5, True]
    for i, cell in enumerate(submitted["cells"]):
        if not cell.get("id", "").startswith("answer-"):
            cell["metadata"] = odd[i % len(odd)]
            cell["source"] = odd[(i + 3) % len(odd)]
            cell["cell_type"] = odd[(i + 5) % len(odd)]
            cell["attachments"] = {"../../x": {"image/svg+xml": "<script>1</script>"}}
    submitted["cells"] += odd
    submitted["metadata"], submitted["nbformat"] = [], "4"
    return submitted


def many_cells_notebook(submitted):
    """Return the submission with many cells."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 1"}
    submitted["cells"] += [dict(cell, id=f"x{i}", execution_count=None) for i in range(2_000)]
    return submitted


def ten_thousand_cells_notebook(submitted):
    """Return the submission with so many cells that work for each pair of them takes minutes."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 1"}
    submitted["cells"] += [dict(cell, id=f"x{i}", execution_count=None) for i in range(9_900)]
    return submitted


def nested_notebook_files(folder, notebook, course):
    """Write the notebook's file."""
    deep = "[" * 100_000 + "]" * 100_000
    text = notebook.replace('"metadata": {', f'"metadata": {{"deep": {deep}, ', 1)
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")


def huge_numbers_in_notebook_files(folder, notebook, course):
    """Write the notebook's file."""
    odd = f'"a": {"9" * 100_000}, "b": NaN, "c": 1e999999, "a": -Infinity, "d": "\\ud800",'
    text = notebook.replace('"metadata": {', f'"metadata": {{{odd} ', 1)
    (folder / "00_start_here.ipynb").write_text(text, encoding="utf-8")


def fence_of_spaces_notebook(submitted):
    """Return the submission with that cell at its end."""
    source = "```\n" + " " * 2_000_000 + "x"
    submitted["cells"].append({"cell_type": "markdown", "metadata": {}, "source": source})
    return submitted


ATTACKS = {
    "deleted_checks": Attack(
        "Deletes every check cell and the setup cell.",
        cell="",
        notebook=deleted_checks_notebook,
    ),
    "replaced_checks": Attack(
        "Replaces the text of every check cell by one that passes.",
        cell="",
        notebook=replaced_checks_notebook,
    ),
    "retagged_cells": Attack(
        "Swaps the metadata of checks and answers, and tags everything as locked, task or essay.",
        cell="",
        notebook=retagged_cells_notebook,
    ),
    "edited_points": Attack(
        "Raises the points of every cell to a hundred.",
        cell="",
        notebook=edited_points_notebook,
    ),
    "stolen_ids": Attack(
        "Gives cells of its own the ids of setup, check and other answer cells.",
        cell="",
        loses=("next_token_pairs",),
        notebook=stolen_ids_notebook,
    ),
    "redefined_later": Attack(
        "Hands in nothing, and defines the answer after its check, in a cell of its own.",
        cell="",
        pairs="""
def next_token_pairs(ids):
    return ids, ids


def one_hot(ids, V):
    return np.eye(V)[ids]
""",
    ),
    "other_kernel": Attack(
        "Names a kernel, a language and a program of its own in the notebook's metadata.",
        cell="",
        notebook=other_kernel_notebook,
    ),
    "strange_metadata": Attack(
        "Puts values of the wrong kind wherever the notebook format expects another.",
        cell="",
        loses=("next_token_pairs",),
        notebook=strange_metadata_notebook,
    ),
    "strange_source": Attack(
        "Hands in text that Python's parser chokes on: deep nesting, null bytes, odd encodings.",
        one_hot="(" * 100_000 + "1" + ")" * 100_000,
        own_cells=[
            "# -*- coding: rot13 -*-\nvzcbeg bf",
            "x = 1\0; import os",
            "-" * 200_000 + "1",
            "\ud800 = 1",
            "x" + ".x" * 100_000,
            "9" * 100_000,
            "f'" + "{" * 200 + "}" * 200 + "'",
            "\x1b[2J\r\x0c def one_hot(ids, V): return 1",
        ],
    ),
    "many_cells": Attack(
        "Hands in a notebook with two thousand cells of its own.",
        notebook=many_cells_notebook,
    ),
    "ten_thousand_cells": Attack(
        "Hands in ten thousand cells of its own, each of which has to get a name of its own.",
        notebook=ten_thousand_cells_notebook,
    ),
    "nested_notebook": Attack(
        "Hands in a notebook whose metadata is nested a hundred thousand deep.",
        files=nested_notebook_files,
    ),
    "huge_numbers_in_notebook": Attack(
        "Hands in a notebook with numbers of a hundred thousand digits, NaN and keys given twice.",
        files=huge_numbers_in_notebook_files,
    ),
    "fence_of_spaces": Attack(
        "Hands in a text cell that opens a fence and goes on with two million spaces.",
        notebook=fence_of_spaces_notebook,
    ),
}
