"""What a cell shows where Jupyter's own words would not help: one line in place of a traceback.

A cell that meets an answer not written yet, an answer or prediction not run, or a name that the
course no longer has, still counts as failed, for nbgrader too; only what is shown differs. Outside
IPython nothing is changed.
"""

import re
import sys
import types
from typing import Any

from helpers.checks.runtime.drift import drift_note
from helpers.checks.runtime.text import NotAttempted, wrapped

_MISSING = re.compile(r"cannot import name '(\w+)'")
_MODULE = re.compile(r"helpers\.checks\.m(\d\d)_")


def install() -> None:
    """Let the notebook's shell, if this process has one, show these exceptions in words.

    The first cell that imports a check also says if the notebook is from another version.
    """
    shell = _shell()
    if shell is not None and not getattr(shell, "custom_exceptions", ()):
        shell.set_custom_exc((NotAttempted, NameError, ImportError), _show)
        note = drift_note(shell.user_ns)
        if note:
            print(note, end="\n\n")


def _shell() -> Any:
    ipython = sys.modules.get("IPython.core.getipython")
    return ipython.get_ipython() if ipython is not None else None


def _show(
    shell: Any,
    kind: type[BaseException],
    error: BaseException,
    trace: types.TracebackType,
    tb_offset: int | None = None,
) -> None:
    """Show an exception of a cell: IPython calls this instead of its own showtraceback."""
    if isinstance(error, NotAttempted):
        # Printed, since an error stands on red: most checks of a new notebook say this.
        print(error.shown())
        shell._last_traceback = error.shown().splitlines()
        return
    words = _explained(error, trace, shell.user_ns)
    if words:
        shell._showtraceback(kind, error, wrapped(f"{kind.__name__}: {words}").splitlines())
    else:
        shell.showtraceback(tb_offset=tb_offset, running_compiled_code=True)


def _explained(
    error: BaseException, trace: types.TracebackType, names: dict[str, Any]
) -> str | None:
    """Return what to do about an exception, or None where Python's own words will do."""
    if isinstance(error, ImportError):
        return _import_explained(error)
    while trace.tb_next is not None:
        trace = trace.tb_next
    name = getattr(error, "name", None)
    if trace.tb_frame.f_code.co_name != "<module>" or trace.tb_frame.f_globals is not names:
        return None
    if f"check_{name}" in names:
        return f"{name} is not defined: run the answer cell above first."
    if name == "prediction":
        return "no prediction yet: run the cell above first, with or without one."
    if str(name).startswith("check_"):
        return f"{name} is not imported: run the setup cell at the top first."
    return None


def _import_explained(error: ImportError) -> str | None:
    home = error.name or ""
    if home != "helpers" and not home.startswith("helpers."):
        return None
    found, module = _MISSING.match(str(error.msg)), _MODULE.match(home)
    return (
        f"{f'{home} has no {found[1]}' if found else f'there is no {home}'}. This notebook comes "
        "from another version of the course: save it, run "
        f"course lab --refresh {module[1] if module else 'NUMBER'} in a terminal, and reload it."
    )
