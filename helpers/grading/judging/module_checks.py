"""What the trusted side holds of one module: its checks, ready to judge answers that run elsewhere.

Made once for each version of a module and kept: the setup's names, the compiled check cells, the
code of the references, and what the engine learned of each check's cases and slips.
"""

import ast
import base64
import marshal
import types
from collections.abc import Hashable, Iterator
from typing import Any

from helpers.checks.engine.answer_proxy import MOST_FINDINGS, Memory
from helpers.checks.engine.check import Check
from helpers.checks.runtime import reference_guard
from helpers.checks.runtime.call import Outcome
from helpers.grading.assignment import Assignment, Part
from helpers.grading.sandbox.host import Template, TemplateSetup
from helpers.grading.sandbox.inside.limits import Limits
from helpers.grading.submission.match import HIDDEN
from helpers.grading.submission.provided_names import shown_modules

__all__ = ["KeptMemory", "Trusted", "template_for", "trusted_for"]

_CHECKS = "helpers.checks."
MOST_KEPT = 4_000_000  # bytes of replies, of one check and seed
SMALLEST_KEPT = 1_000  # what an outcome takes besides
Code = list[str]
Compiled = list[tuple[types.CodeType, bool]]


class KeptMemory(Memory):
    """What is known of one check at one seed.

    requests: how each case's call is written. outcomes: those of the calls, by the digest of the
    reply: right answers mostly send the same. They are shared, so nobody changes them.
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
        """Give what only equal values of one case share; None where nothing is to be kept."""
        digest = self._digests.get(id(value))
        if digest is None or len(self.findings) >= MOST_FINDINGS:
            return super().key(args, value)
        place = self.place(args)
        return None if place is None else (place, digest)


class Trusted:
    """One module on the trusted side.

    namespace: what the setup cells define. imports: the course's modules that they import;
    shown: those that any cell in front of the learner imports, without the references' homes.
    codes: for each exercise [module, name, code] of the functions it is revealed with.
    """

    def __init__(self, assignment: Assignment) -> None:
        self.setup_sources = [part.source for part in assignment.parts if part.kind == "setup"]
        self.namespace: dict[str, Any] = {"__name__": f"grading.{assignment.slug}"}
        for number, source in enumerate(self.setup_sources):
            code = compile(source, f"<setup {number}>", "exec", dont_inherit=True)
            exec(code, self.namespace)
        checks = [value for value in self.namespace.values() if isinstance(value, Check)]
        functions = {check.name: _in_helpers(check.guarded()) for check in checks}
        self.guarded = [
            [name, f.__module__, f.__qualname__] for name in functions for f in functions[name]
        ]
        self.codes = {name: list(map(_code, found)) for name, found in functions.items()}
        self.imports, self.check_modules = _imports(self.setup_sources)
        homes = {home for _, home, _ in self.guarded}
        self.shown = [name for name in shown_modules(assignment) if name not in homes]
        self._memories: dict[tuple[str, int], KeptMemory] = {}
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, part: Part) -> Compiled:
        """Give the code of a check cell, piece by piece, and which pieces are hidden tests."""
        if part.id not in self._compiled:
            file = f"<{part.id}>"
            try:
                found = [(compile(text, file, "exec"), hidden) for text, hidden in _pieces(part)]
            except SyntaxError:  # hidden tests within a statement
                found = [(compile(part.source, file, "exec"), False)]
            self._compiled[part.id] = found
        return self._compiled[part.id]

    def memory(self, name: str, seed: int) -> KeptMemory:
        """Give what is known of a check at a seed, to be added to."""
        if type(seed) is not int:
            return KeptMemory()
        return self._memories.setdefault((name, seed), KeptMemory())

    def template_setup(self) -> TemplateSetup:
        """Say what a template of this module loads."""
        return TemplateSetup(self.setup_sources, self.guarded, self.check_modules)


def _pieces(part: Part) -> Iterator[tuple[str, bool]]:
    """Divide a check cell into what the learner has of it and its hidden tests."""
    place = 0
    for found in HIDDEN.finditer(part.source):
        yield part.source[place : found.start()], False
        yield found.group(), True
        place = found.end()
    yield part.source[place:], False


def _in_helpers(functions: list[types.FunctionType]) -> list[types.FunctionType]:
    """Leave out what stands among the checks, which no student's process has."""
    named = [(f, f"{f.__module__}.") for f in functions]
    return [f for f, home in named if home.startswith("helpers.") and not home.startswith(_CHECKS)]


def _code(function: types.FunctionType) -> Code:
    data = base64.b64encode(marshal.dumps(reference_guard.original_code(function))).decode()
    return [function.__module__, function.__qualname__, data]


def _imports(sources: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """List the course's modules that a setup imports; and those with checks, with the names."""
    found: set[str] = set()
    checks: dict[str, list[str]] = {}
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            if node.module.startswith(_CHECKS):
                checks.setdefault(node.module, []).extend(alias.name for alias in node.names)
    return sorted(name for name in found if name.startswith("helpers.")), checks


_trusted: dict[str, Trusted] = {}
_template: dict[tuple, Template] = {}  # at most one: the module that this process is grading


def trusted_for(assignment: Assignment) -> Trusted:
    """Give the trusted side of a module, made once for each version of it."""
    if assignment.version not in _trusted:
        _trusted.clear()
        _trusted[assignment.version] = Trusted(assignment)
    return _trusted[assignment.version]


def template_for(
    assignment: Assignment, limits: Limits | None = None, unsafe: bool = False
) -> Template:
    """Give a template that is kept in this process until another module or version is graded.

    Raises: SandboxError if it does not start.
    """
    chosen = limits or Limits()
    key = assignment.version, chosen, unsafe
    kept = _template.get(key)
    if kept is None or not kept.alive:
        for other in list(_template.values()):
            other.close()
        _template.clear()
        kept = Template(trusted_for(assignment).template_setup(), chosen, unsafe)
        _template[key] = kept
    return kept
