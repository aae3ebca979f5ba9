"""What one attack is; each table of this folder has those of one kind, by name."""

from collections.abc import Callable
from typing import Any, NamedTuple

# The answer of attacks that only their cell makes one; what the cell said is printed when called.
WRONG = """

def one_hot(ids, V):
    return np.zeros((len(ids), V))
"""
SAYS = WRONG.replace("    return", '    print("\\n".join(told))\n    return')


class Attack(NamedTuple):
    """A submission that tries something; the exercises it does not name get right answers.

    tries: one sentence. cell: text of the cell of one_hot, above a wrong answer. one_hot, pairs:
    texts of the cells of one_hot and next_token_pairs. own_cells: texts of cells of its own above.
    notebook: submitted -> edited notebook. files: (folder, notebook, course) -> writes the folder.
    finder: the cell of the student who is graded next. status: how its exercises end. waits: some
    exercise ends at its deadline only. loses: exercises whose right answers it may spoil. gains:
    the most points it may reach. named: a file that a problem must name.
    """

    tries: str
    cell: str | None = None
    one_hot: str | None = None
    pairs: str | None = None
    own_cells: tuple[str, ...] | list[str] = ()
    notebook: Callable[[Any], Any] | None = None
    files: Callable[..., None] | None = None
    finder: str | None = None
    status: str = ""
    waits: bool = False
    loses: tuple[str, ...] = ()
    gains: float | None = None
    named: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """The texts of the cells it attacks with, by exercise."""
        first = self.one_hot if self.cell is None else with_wrong_answer(self.cell)
        texts = {"one_hot": first, "next_token_pairs": self.pairs}
        return {name: text for name, text in texts.items() if text is not None}


def with_wrong_answer(cell: str) -> str:
    """Return a cell's text with a wrong answer below it."""
    return cell + (SAYS if "say(" in cell else WRONG)
