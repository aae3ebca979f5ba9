"""Runs an instructor notebook and keeps of its outputs what the next run would show again."""

import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from helpers.common.errors import SourceError
from helpers.course.author.notebook import GOES_ON, VOLATILE
from helpers.course.author.rules import BARE_IMAGE
from helpers.course.author.source import Cell, Module

CELL_SECONDS = 600
WIDGET = "application/vnd.jupyter.widget-view+json"
# What tqdm shows, as text or as the text behind its widget: 40%|####  | 4/10 [00:01<00:02, ...]
PROGRESS = re.compile(r"\d+%\|.*\d+/\d+ \[|\d+it \[\d\d:")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
IN_CELL = re.compile(r"Cell In\[(\d+)\], line (\d+)")
KERNEL_FILE = re.compile(r"\S*ipykernel_\d+\S*?:(\d+): ")
REWRITTEN = re.compile(r"^[^\n]*\r(?!\n|$)", re.MULTILINE)


class Recorder(NotebookClient):
    """A client without widgets: what a widget drew stays in the cell, as its static picture.

    nbclient would move it into the widget's state, where no notebook viewer finds it. nbval has no
    widgets either, so it compares the same outputs.
    """

    inside_widget = False
    running = 0

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, *args: Any, **words: Any
    ) -> NotebookNode:
        """Run one cell, and remember which, should the kernel not come back from it."""
        self.running = cell_index
        return await super().async_execute_cell(cell, cell_index, *args, **words)

    def handle_comm_msg(self, outs: Any, msg: Any, cell_index: int) -> None:
        """Note when an Output widget begins or ends to collect what is shown."""
        state = msg["content"]["data"].get("state", {})
        if "msg_id" in state:
            self.inside_widget = bool(state["msg_id"])

    def clear_output(self, outs: Any, msg: Any, cell_index: int) -> None:
        """Clear the cell's outputs, unless it is a widget that clears its own."""
        if not self.inside_widget:
            super().clear_output(outs, msg, cell_index)


def execute(notebook: NotebookNode, module: Module) -> NotebookNode:
    """Run a copy of the notebook in an empty folder; return it with tidy outputs.

    Raises: SourceError at the cell that failed, wrote to stderr without being volatile, did not
    fail although it is marked `raises`, or showed a picture without alternative text.
    """
    notebook, metadata = nbformat.from_dict(notebook), nbformat.from_dict(notebook.metadata)
    _run(notebook, module)
    for cell, made_from in zip(notebook.cells, module.cells, strict=True):
        if cell.cell_type == "code":
            fault = _fault(cell) or _tidy(cell)
            if fault:
                at = made_from.line + _error_line(cell, made_from)
                raise SourceError(f"solutions/{module.slug}.py:{at}: {fault}")
    notebook.metadata = metadata  # without what the kernel told about itself
    return notebook


def _run(notebook: NotebookNode, module: Module) -> None:
    """Run a notebook in place, up to the first cell that fails."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "solutions" / module.slug
        where.mkdir(parents=True)
        client = Recorder(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": str(where)}},
            record_timing=False,
            extra_arguments=["--Application.log_level=ERROR"],  # the kernel's own notes on stderr
        )
        try:
            client.execute()
        except CellExecutionError:
            pass  # found again by execute, where the source's line is known
        except (CellTimeoutError, DeadKernelError) as error:
            reason = str(error).strip().splitlines()[0]
            at = module.cells[client.running].line
            raise SourceError(
                f"solutions/{module.slug}.py:{at}: this cell did not finish: {reason}"
            ) from None


def _error_line(cell: NotebookNode, made_from: Cell) -> int:
    """Return how far below its header a cell raised, as its traceback states, else 0."""
    for output in cell.outputs:
        if output.output_type == "error":
            text = ANSI.sub("", "\n".join(output.traceback))
            found = [int(at) for n, at in IN_CELL.findall(text) if int(n) == cell.execution_count]
            blank = len(made_from.source) - len(made_from.source.lstrip("\n"))
            return blank + found[-1] if found else 0
    return 0


def missing_alt(cell: NotebookNode) -> bool:
    """Return whether an output of this cell is a picture for which no page has an alternative text.

    An image beside the HTML of show() would be one: JupyterLab and nbconvert ignore its metadata.
    """
    for output in cell.get("outputs", ()):
        data = output.get("data", {})
        if any(kind.startswith("image/") for kind in data):
            return True
        if BARE_IMAGE.search(data.get("text/html", "")):
            return True
    return False


def pictures_of(cell: NotebookNode) -> int:
    """Return how many pictures a cell's outputs hold."""
    shown = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", ())]
    return sum(text.count("<img ") for text in shown)


def _fault(cell: NotebookNode) -> str:
    """Return what is wrong with how a cell ran, or ""."""
    tags = cell.metadata.get("tags", [])
    errors = [o for o in cell.outputs if o.output_type == "error"]
    on_purpose = GOES_ON in tags and "nbgrader" in cell.metadata
    on_purpose = on_purpose and not cell.metadata["nbgrader"]["grade"]
    if errors and not on_purpose:
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        mend = "fix the solution or the check" if graded else "fix the cell, or mark it raises"
        return f"the cell raised {errors[0].ename}: {' '.join(errors[0].evalue.split())}; {mend}"
    if on_purpose and not errors:
        return "the cell is marked raises but raised nothing; remove the word from its header"
    if VOLATILE in tags:
        return ""
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            first = output.text.strip().splitlines()[0] if output.text.strip() else ""
            first = KERNEL_FILE.sub(r"line \1: ", first)
            return f"the cell wrote to stderr ({first}); fix it, or mark the cell volatile"
        if _is_progress(output):
            return "the cell shows a progress bar, which differs in every run; mark it volatile"
    return ""


def _tidy(cell: NotebookNode) -> str:
    """Drop what no reader of a stored notebook can use; return what is wrong, or ""."""
    kept: list[NotebookNode] = []
    for output in cell.outputs:
        output.pop("transient", None)
        if output.output_type == "stream":
            output.text = _without_progress(output.text)
            if output.name == "stderr" or not output.text:
                continue
        elif _is_progress(output):
            continue
        # A live widget cannot be stored: its text stays, its model (a random id) goes.
        if output.get("data", {}).pop(WIDGET, None) is not None and not output.data:
            continue
        if output.output_type == "stream" and kept and kept[-1].get("name") == output.name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    cell.outputs = kept
    if missing_alt(cell):
        return "a figure without alternative text; call show(fig, alt=...)"
    return ""


def _without_progress(text: str) -> str:
    """Keep of every line its last writing, and no line that is a progress bar."""
    lines = REWRITTEN.sub("", text).splitlines(keepends=True)
    return "".join(line for line in lines if not PROGRESS.search(line))


def _is_progress(output: NotebookNode) -> bool:
    text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
    return PROGRESS.search(text) is not None
