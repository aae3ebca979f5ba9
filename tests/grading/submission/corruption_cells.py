"""Changes of a notebook as data: cells, ids, metadata, versions, types."""

import random
from typing import Any, NamedTuple

DEEP = 400


class State(NamedTuple):
    """A notebook being changed; answers and rivals follow what is done to it."""

    notebook: Any
    answers: dict[str, str]
    rng: random.Random
    rivals: set[str]

    @property
    def cells(self):
        return self.notebook["cells"]


def name_of(cell):
    """The exercise whose answer a cell was made to hold, or None."""
    cell_id = cell.get("id") if isinstance(cell, dict) else None
    known = isinstance(cell_id, str) and cell_id.startswith("answer-")
    return cell_id.removeprefix("answer-") if known else None


def answer_cells(state):
    return [cell for cell in state.cells if name_of(cell)]


def some_of(state, cells):
    cells = list(cells)
    return state.rng.sample(cells, state.rng.randint(1, len(cells))) if cells else []


def text_of(cell):
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def drop_ids(state):
    state.notebook["nbformat_minor"] = 4
    for cell in state.cells:
        cell.pop("id", None)


def drop_ids_and_metadata(state):
    drop_ids(state)
    for cell in state.cells:
        cell["metadata"] = {}


def fresh_ids(state):
    for cell in state.cells:
        cell["id"] = f"{state.rng.getrandbits(32):08x}"


def fresh_ids_no_metadata(state):
    fresh_ids(state)
    for cell in state.cells:
        cell["metadata"] = {}


def swap_ids(state):
    cells = answer_cells(state)
    ids, metas = [c["id"] for c in cells], [c["metadata"] for c in cells]
    order = list(range(len(cells)))
    state.rng.shuffle(order)
    for cell, i in zip(cells, order, strict=True):
        cell["id"], cell["metadata"] = ids[i], metas[i]


def odd_ids(state):
    for cell in some_of(state, state.cells):
        cell["id"] = state.rng.choice([5, None, [], {"id": "answer"}, "x" * 500, "", "\ud800"])


def one_id_for_all(state):
    for cell in state.cells:
        cell["id"] = "answer-one_hot"


def flip_metadata(state):
    for cell in some_of(state, state.cells):
        meta = cell["metadata"].get("nbgrader", {})
        for key in ("grade", "solution", "locked", "task"):
            meta[key] = state.rng.random() < 0.5
        meta["points"] = state.rng.choice([100, -1, "all", None])
        cell["metadata"]["tags"] = state.rng.choice([["experiment"], ["setup"], "x", 3])


def odd_metadata(state):
    for cell in some_of(state, state.cells):
        cell["metadata"] = state.rng.choice(
            [None, [], "x", {"nbgrader": []}, {"nbgrader": {"grade_id": 3}}]
        )


def no_kernelspec(state):
    state.notebook["metadata"] = state.rng.choice([{}, None, [], {"kernelspec": {"name": "ir"}}])


def no_top_level_keys(state):
    for key in some_of(state, ["metadata", "nbformat", "nbformat_minor"]):
        state.notebook.pop(key)


def odd_version(state):
    versions = [1, 2, 5, 99, -1, "4", None, 4.5, [4]]
    state.notebook["nbformat"] = state.rng.choice(versions)


def version_3(state):
    cells = []
    for cell in state.cells:
        old = {k: v for k, v in cell.items() if k not in ("id", "execution_count")}
        if cell["cell_type"] == "code":
            old["input"] = old.pop("source")
            old |= {"language": "python", "prompt_number": 1, "collapsed": False}
            old["outputs"] = []
        cells.append(old)
    sheets = [{"cells": cells, "metadata": {}}]
    if state.rng.random() < 0.5:
        cut = state.rng.randint(0, len(cells))
        sheets = [{"cells": cells[:cut]}, {"cells": cells[cut:]}]
    keep = state.rng.choice([2, 3])
    fresh = {"nbformat": keep, "nbformat_minor": 0, "metadata": {}, "worksheets": sheets}
    state.notebook.clear()
    state.notebook.update(fresh)


def sources_as_text(state):
    for cell in some_of(state, state.cells):
        cell["source"] = text_of(cell)


def lines_without_ends(state):
    for cell in some_of(state, state.cells):
        cell["source"] = text_of(cell).split("\n")


def line_ends(state):
    end = state.rng.choice(["\r\n", "\r"])
    for cell in some_of(state, state.cells):
        cell["source"] = text_of(cell).replace("\n", end)


def odd_sources(state):
    for cell in some_of(state, state.cells):
        cell["source"] = state.rng.choice([None, 5, {}, {"0": "x"}, [1, 2], [["x"]], [None], True])


def random_types(state):
    kinds = ["markdown", "raw", "code", "heading", "banana", None, 3]
    for cell in some_of(state, state.cells):
        cell["cell_type"] = state.rng.choice(kinds)


def fenced(state):
    for cell in some_of(state, answer_cells(state)):
        cell |= {"cell_type": "markdown", "source": f"```python\n{text_of(cell)}\n```"}


def edit_locked(state):
    locked = [c for c in state.cells if not name_of(c) and "nbgrader" in c["metadata"]]
    for cell in some_of(state, locked):
        cell["source"] = state.rng.choice(["", "1/0", text_of(cell) + "\nx = 1", "points = 100"])


def random_keys(state):
    for cell in some_of(state, state.cells):
        if isinstance(cell, dict) and cell:
            cell.pop(state.rng.choice(sorted(cell)))


def cells_as_dict(state):
    state.notebook["cells"] = {str(i): cell for i, cell in enumerate(state.cells)}


def deep_metadata(state):
    deep: Any = "bottom"
    for _ in range(DEEP):
        deep = state.rng.choice([[deep], {"x": deep}])
    state.notebook["metadata"] = {"deep": deep}


def odd_outputs(state):
    for cell in some_of(state, state.cells):
        odd = {
            "output_type": "display_data",
            "data": {"source": ["def rnn_step():"], "id": "answer-x"},
        }
        cell["outputs"] = state.rng.choice([None, 5, [3], [odd], [odd] * 50, {"a": 1}])


def surrogates(state):
    for cell in some_of(state, [c for c in state.cells if not name_of(c)]):
        cell["source"] = text_of(cell) + "\ud83d"


def nul_in_cells(state):
    for cell in some_of(state, [c for c in state.cells if not name_of(c)]):
        cell["source"] = "a\0b" + text_of(cell)


KINDS = {
    f.__name__.replace("_", " "): f
    for f in (
        drop_ids, drop_ids_and_metadata, fresh_ids, fresh_ids_no_metadata, swap_ids, odd_ids,
        one_id_for_all, flip_metadata, odd_metadata, no_kernelspec, no_top_level_keys, odd_version,
        version_3, sources_as_text, lines_without_ends, line_ends, odd_sources,
        random_types, fenced, edit_locked, random_keys,
        cells_as_dict, deep_metadata, odd_outputs, surrogates, nul_in_cells,
    )
}  # fmt: skip
