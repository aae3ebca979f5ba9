"""In a student's process, of the course's own modules only what the setup imports can be imported.

The others stay loaded for those that need them, and are out of sight: not in sys.modules, not an
attribute of their package, and refused with a text that says why. This is for clear words and for
the report, not for safety: what matters is not in the process, or has no code.
"""

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

PACKAGE = "helpers"


class ImportGuard(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Refuses imports of the course's modules, except those allowed and their packages.

    shown: modules that the notebook's own cells import; refused as well, but nobody's fault.
    looked: what else was refused. refusals: how often anything was.
    """

    def __init__(self, allowed: Iterable[str], shown: Iterable[str] = ()) -> None:
        parts = [name.split(".") for name in allowed]
        self.allowed = {".".join(p[:n]) for p in parts for n in range(1, len(p) + 1)} | {PACKAGE}
        self.shown = set(shown)
        self.hidden: dict[str, types.ModuleType] = {}
        self.looked: list[str] = []
        self.refusals = 0

    def install(self) -> None:
        """Hide what is loaded, and stand in the way of what is not."""
        self.hidden = {
            name: module
            for name, module in list(sys.modules.items())
            if name.startswith(f"{PACKAGE}.") and name not in self.allowed
        }
        sys.meta_path.insert(0, self)
        self.hide()

    def hide(self) -> None:
        """Take the hidden modules out of sight again, after the course's own code used one."""
        for name in self.hidden:
            if sys.modules.pop(name, None) is not None:
                package, _, last = name.rpartition(".")
                home = sys.modules.get(package) or self.hidden.get(package)
                vars(home).pop(last, None) if home is not None else None

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find nothing for the course's other modules, unless the course itself asks."""
        if not name.startswith(f"{PACKAGE}.") or name in self.allowed:
            return None
        asker, wanted = _asker(name)
        if asker.startswith(f"{PACKAGE}."):
            return importlib.machinery.ModuleSpec(name, self) if name in self.hidden else None
        self.refusals += 1
        if wanted not in self.looked and wanted not in self.shown:
            self.looked.append(wanted)
        raise ImportError(
            f"{wanted} is not part of this assignment: an answer uses what the setup cell imports",
            name=wanted,
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """Give the module that is hidden."""
        return self.hidden[spec.name]

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing: it was loaded before it was hidden."""


class Refused:
    """Stands where a refused import would have put something, and says so when it is used.

    place, refused: modules; where the import was of `a.b.c` by its whole name, `a` is bound to
    one of these with place "a", which leads to what there is in a, and refuses a.b.c alone.
    """

    def __init__(self, why: str, place: str = "", refused: str = "") -> None:
        self.__dict__["_refused_"] = why, place, refused

    def __getattr__(self, name: str) -> Any:
        why, place, refused = self.__dict__["_refused_"]
        if name.startswith("__"):  # Python itself asks, and takes only this for "no"
            raise AttributeError(why)
        if place:
            path = f"{place}.{name}"
            if path == refused:
                return Refused(why)
            if refused.startswith(f"{path}."):
                return Refused(why, path, refused)
            if name in vars(sys.modules.get(place, self)):
                return getattr(sys.modules[place], name)
        raise ImportError(why)

    def __call__(self, *_: object, **__: object) -> NoReturn:
        """Say why there is nothing here to call. Raises: ImportError."""
        raise ImportError(self.__dict__["_refused_"][0])


def stand_in(why: str, module: str = "") -> Refused:
    """Make what stands for a refused import; module: where it was `import a.b.c`, that name."""
    return Refused(why, module.partition(".")[0], module)


def _asker(name: str) -> tuple[str, str]:
    """Say which module asks for this one, and for the sake of which module inside it."""
    wanted = name
    frame: types.FrameType | None = sys._getframe(2)
    while frame is not None:
        asker = str(frame.f_globals.get("__name__", ""))
        if not asker.startswith("importlib"):
            return asker, wanted
        asked = frame.f_locals.get("name")
        if type(asked) is str and asked.startswith(f"{wanted}."):
            wanted = asked
        frame = frame.f_back
    return "", wanted
