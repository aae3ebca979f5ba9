"""The learner's progress as a page: what `course progress` counts, exercise by exercise.

The page needs nothing else and runs nothing; notebooks are read, not written.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from helpers.common.files import write_whole
from helpers.course.learner.progress import Exercise, ModuleProgress, module_progress
from helpers.course.learner.workspace import LabError

STATES = {"passed": "passed", "tried": "not passed yet", "open": "not begun"}


def progress_page(root: Path) -> str:
    """Make the page from the notebooks in the workspace as they were last saved.

    Raises: LabError if no module is released.
    """
    modules = module_progress(root)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,  # predictions are texts of the learner's
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("progress.html").render(
        modules=modules,
        rows=[module.row() for module in modules],
        current=current_module(modules),
        next_steps=next_steps(modules),
        states=STATES,
        now=datetime.now().strftime("%Y-%m-%d %H:%M"),
    )


def write_page(root: Path, to: Path) -> None:
    """Write the page to a file.

    Raises: LabError if no module is released, or if the file's name is not that of a page: a slip
        of the keyboard must not replace a notebook. OSError.
    """
    if to.suffix.lower() not in (".html", ".htm"):
        raise LabError(
            f"{to}: expected the name of a page, like progress.html; nothing was written"
        )
    write_whole(to, progress_page(root).encode())


def current_module(modules: Sequence[ModuleProgress]) -> ModuleProgress | None:
    """Return the first module whose main path is not finished, or None."""
    unfinished = (m for m in modules if any(e.state != "passed" for e in m.main))
    return next(unfinished, None)


def next_steps(modules: Sequence[ModuleProgress]) -> list[str]:
    """Return what to do next, a sentence each: the next exercise first."""
    module = current_module(modules)
    if module is None:
        left = [m.slug[:2] for m in modules if any(e.state != "passed" for e in m.optional)]
        more = f" Optional ones are left in {', '.join(left)}." if left else ""
        return [f"Every exercise on the main path is passed.{more}"]
    exercise = next(e for e in module.main if e.state != "passed")
    verb = "Go on with" if exercise.state == "tried" else "Begin"
    steps = [f"{verb} exercise {_named(exercise)} in workspace/{module.slug}."]
    if exercise.state == "tried":
        steps[0] += " Its check has not passed since you last changed it; the hint is below it."
    unmade = sum(not prediction.made for prediction in module.predictions)
    if unmade:
        count = "1 prediction is" if unmade == 1 else f"{unmade} predictions are"
        steps.append(f"{count} still to be made there: each before you run the cell below it.")
    return steps


def _named(exercise: Exercise) -> str:
    return f"{exercise.number} {exercise.name}".strip()
