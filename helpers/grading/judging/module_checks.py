"""What the trusted side keeps of one module: its checks, ready to judge answers in the sandbox.

Made once for each version of a module and kept: the setup's names, the compiled check cells, and
what the engine learned of each check's cases and slips.
"""

import ast
import threading
import types
from collections.abc import Hashable, Iterator
from typing import Any

from helpers.checks.engine.check import Check
from helpers.checks.runtime.call import MOST_FINDINGS, Memory, Outcome
from helpers.common.python_cells import syntax_tree
from helpers.grading.assignment import Assignment, Part
from helpers.grading.sandbox.host import Template, TemplateSetup
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.submission.match import HIDDEN

__all__ = ["KeptMemory", "Trusted", "template_for", "trusted_for"]

_CHECKS = "helpers.checks."
MOST_KEPT = 4_000_000  # bytes of replies, of one check and seed
SMALLEST_KEPT = 1_000  # what an outcome takes besides
Compiled = list[tuple[types.CodeType, bool]]


class KeptMemory(Memory):
    """What is known of one check at one seed.

    requests: how each case's call is written. outcomes: those of the calls, by the digest of the
    reply: right answers mostly send the same. They are shared, so they are never changed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.requests: dict[tuple[int, bool], bytes] = {}
        self.outcomes: dict[bytes, Outcome] = {}
        self._digests: dict[int, bytes] = {}  # by the id of a kept outcome's value
        self._left = MOST_KEPT

    def keep(self, digest: bytes, outcome: Outcome, size: int) -> None:
        """Keep an outcome that was read from so many bytes, while there is room."""
        if size < self._left:
            self._left -= size + SMALLEST_KEPT
            self.outcomes[digest] = outcome
            self._digests[id(outcome.value)] = digest

    def key(self, args: tuple, value: Any) -> Hashable | None:
        """Return a key that equal values of one case share; None where nothing is to be kept."""
        digest = self._digests.get(id(value))
        if digest is None or len(self.findings) >= MOST_FINDINGS:
            return super().key(args, value)
        place = self.place(args)
        return None if place is None else (place, digest)


class Trusted:
    """One module on the trusted side.

    namespace: what the setup cells define. guarded: (exercise, module, qualified name) of the
    functions that refuse while an answer to it is called. check_modules: the modules that hold
    checks, with the names that the setup imports from them.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.setup_sources = [part.source for part in assignment.parts if part.kind == "setup"]
        self.namespace: dict[str, Any] = {"__name__": f"grading.{assignment.slug}"}
        for number, source in enumerate(self.setup_sources):
            code = compile(source, f"<setup {number}>", "exec", dont_inherit=True)
            exec(code, self.namespace)
        checks = [value for value in self.namespace.values() if isinstance(value, Check)]
        self.guarded = [
            [check.name, function.__module__, function.__qualname__]
            for check in checks
            for function in check.guarded()
            if _is_visible(function.__module__)
        ]
        self.check_modules = _check_modules(self.setup_sources)
        self._memories: dict[tuple[str, int], KeptMemory] = {}
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, part: Part) -> Compiled:
        """Return the code of a check cell, piece by piece, and which pieces are hidden tests."""
        if part.id not in self._compiled:
            file = f"<{part.id}>"
            try:
                found = [(compile(text, file, "exec"), hidden) for text, hidden in _pieces(part)]
            except SyntaxError:  # hidden tests within a statement
                found = [(compile(part.source, file, "exec"), False)]
            self._compiled[part.id] = found
        return self._compiled[part.id]

    def memory(self, name: str, seed: int) -> KeptMemory:
        """Return what is known of a check at a seed, to be added to."""
        if type(seed) is not int:
            return KeptMemory()
        return self._memories.setdefault((name, seed), KeptMemory())

    def template_setup(self) -> TemplateSetup:
        """Return what a template of this module loads."""
        return TemplateSetup(self.setup_sources, self.guarded, self.check_modules)


def _pieces(part: Part) -> Iterator[tuple[str, bool]]:
    """Divide a check cell into what the learner sees of it and its hidden tests."""
    place = 0
    for found in HIDDEN.finditer(part.source):
        yield part.source[place : found.start()], False
        yield found.group(), True
        place = found.end()
    yield part.source[place:], False


def _is_visible(module: str) -> bool:
    """Return whether a module of the course exists in a student's process: not the checks."""
    return module.startswith("helpers.") and not module.startswith(_CHECKS)


def _check_modules(sources: list[str]) -> dict[str, list[str]]:
    """Return the modules with checks that a setup imports from, and the names it imports."""
    found: dict[str, list[str]] = {}
    for node in (node for source in sources for node in ast.walk(syntax_tree(source))):
        if isinstance(node, ast.ImportFrom) and f"{node.module}".startswith(_CHECKS):
            found.setdefault(f"{node.module}", []).extend(alias.name for alias in node.names)
    return found


_preparing = threading.RLock()  # what this process keeps is made by one thread
_trusted: dict[str, Trusted] = {}
_template: dict[tuple, Template] = {}  # at most one: the module that this process is grading


def trusted_for(assignment: Assignment) -> Trusted:
    """Return the trusted side of a module, made once for each version of it."""
    with _preparing:
        if assignment.version not in _trusted:
            _trusted.clear()
            _trusted[assignment.version] = Trusted(assignment)
        return _trusted[assignment.version]


def template_for(
    assignment: Assignment, limits: Limits | None = None, unsafe: bool = False
) -> Template:
    """Return a template that is kept in this process until another module or version is graded.

    Raises: SandboxError if it does not start.
    """
    chosen = limits or Limits()
    key = assignment.version, chosen, unsafe
    with _preparing:
        kept = _template.get(key)
        if kept is None or not kept.alive:
            for other in list(_template.values()):
                other.close()
            _template.clear()
            kept = Template(trusted_for(assignment).template_setup(), chosen, unsafe)
            _template[key] = kept
        return kept
