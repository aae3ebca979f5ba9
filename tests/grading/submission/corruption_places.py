"""Changes of which cells there are and where: lost, doubled, moved, merged, the learner's own."""

from tests.grading.submission.corruption_cells import answer_cells, name_of, some_of, text_of

JUNK = [None, 7, "text", [], {}, [["cell"]], True, {"cell_type": "code"}, {"source": 5}]


def insert(state, cell):
    state.cells.insert(state.rng.randint(0, len(state.cells)), cell)


def random_deletions(state):
    for cell in some_of(state, state.cells):
        state.cells.remove(cell)


def delete_all_but_answers(state):
    state.notebook["cells"] = answer_cells(state)


def delete_checks(state):
    state.notebook["cells"] = [c for c in state.cells if not str(c["id"]).startswith("check-")]


def delete_answers(state):
    for cell in some_of(state, answer_cells(state)):
        state.cells.remove(cell)


def random_duplicates(state):
    for cell in some_of(state, state.cells):
        insert(state, dict(cell))


def duplicate_as_stub(state):
    for cell in some_of(state, answer_cells(state)):
        head = text_of(cell).split("\n")[0]
        insert(state, {**cell, "source": f"{head}\n    raise NotImplementedError"})


def duplicate_broken(state):
    for cell in some_of(state, answer_cells(state)):
        insert(state, {**cell, "source": text_of(cell)[:-3] + "((("})


def duplicate_edited(state):
    for cell in some_of(state, answer_cells(state)):
        state.rivals.add(name_of(cell))
        head = text_of(cell).split("\n")[0]
        insert(state, {**cell, "source": f"{head}\n    return 3"})


def random_order(state):
    state.rng.shuffle(state.cells)


def reversed_order(state):
    state.cells.reverse()


def own_cells(state):
    texts = [
        "x = 1",
        "1/0",
        "import os\nos._exit(3)",
        "def broken(",
        "# %%",
        "\ud800",
        "!ls",
        "%%bash\nls",
    ]
    for _ in range(state.rng.randint(1, 8)):
        insert(state, {"cell_type": "code", "metadata": {}, "source": state.rng.choice(texts)})


def junk_cells(state):
    for _ in range(state.rng.randint(1, 8)):
        insert(state, state.rng.choice(JUNK))


def helper_above(state):
    for cell in some_of(state, answer_cells(state)):
        i = next(i for i, other in enumerate(state.cells) if other is cell)
        own = {
            "cell_type": "code",
            "metadata": {},
            "id": f"h{i}",
            "source": f"def helper_{i}(x):\n    return x",
        }
        state.cells.insert(i, own)
        cell["source"] = state.answers[name_of(cell)] = f"{text_of(cell)}\n\nhelper_{i}(1)"


def answer_in_own_cell(state):
    for cell in some_of(state, answer_cells(state)):
        i = next(i for i, other in enumerate(state.cells) if other is cell)
        own = {"cell_type": "code", "metadata": {}, "id": f"o{i}", "source": text_of(cell)}
        head = text_of(cell).split("\n")[0]
        cell["source"] = f"{head}\n    raise NotImplementedError"
        state.cells.insert(i + state.rng.randint(0, 1), own)


def all_in_one_cell(state):
    source = "\n\n\n".join(text_of(cell) for cell in answer_cells(state))
    for cell in answer_cells(state):
        state.answers[name_of(cell)] = source
        state.cells.remove(cell)
    state.cells.append({"cell_type": "code", "metadata": {}, "id": "all", "source": source})


def merged_after(state):
    for cell in list(state.cells):
        other = {**cell}
        if name_of(cell):
            other["source"] = text_of(cell).replace("return", "return 2,") + "\n# by another"
        state.cells.append(other)


def merged_before(state):
    state.rivals.update(state.answers)
    mine = list(state.cells)
    merged_after(state)
    state.notebook["cells"] = state.cells[len(mine) :] + mine


KINDS = {
    f.__name__.replace("_", " "): f
    for f in (
        random_deletions,
        delete_all_but_answers,
        delete_checks,
        delete_answers,
        random_duplicates,
        duplicate_as_stub,
        duplicate_broken,
        duplicate_edited,
        random_order,
        reversed_order,
        own_cells,
        junk_cells,
        helper_above,
        answer_in_own_cell,
        all_in_one_cell,
        merged_after,
        merged_before,
    )
}
