"""Which known slip explains a failure: in all cases, one output, some of its items, or one call.

A slip is named only where it is wrong itself and gives the very output that is shown. It is ruled
out where it would spoil an output that the answer got right.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from helpers.checks.engine.comparison import Comparison, Finding, Leaf
from helpers.checks.engine.cuts import holds_infinities
from helpers.checks.engine.evidence import (
    axes_exchanged,
    explained_items,
    first_alone,
    has_items,
    is_degenerate,
    is_evidence,
    is_small_ratio,
    is_strong_evidence,
    same_part,
    says_enough,
)
from helpers.checks.engine.lists import alike
from helpers.checks.engine.mistakes import Tried
from helpers.checks.engine.term_isolation import float_inputs, keep_only, variants, zeroed_text
from helpers.checks.runtime.call import MOST_FINDINGS, Outcome, Runner
from helpers.checks.runtime.surroundings import Surroundings, own_arithmetic
from helpers.checks.runtime.values import fitted

_REFUSED = object()  # in place of a result: the reference raised
MOST_VARIANTS = 30  # calls with most inputs zero, to find one that a single slip explains


class Explained(NamedTuple):
    """What a message is made of: the fact, the call it was seen in, and the slip's hint if any.

    elsewhere: the hint is true of the call shown, but not of the one that failed first.
    """

    finding: Finding
    args: tuple
    note: str = ""
    hint: str | None = None
    elsewhere: bool = False


class Call(NamedTuple):
    """A call of the answer beside what was wanted; note says which inputs were set to zero."""

    case: int
    args: tuple
    got: Outcome
    want: Any
    note: str = ""


@dataclass
class SlipSearch:
    """An answer that failed on a case, and what an explanation may ask.

    outcomes: of the cases up to the failed one, as they came out first. run: calls the answer.
    judged: what the check says about an outcome, called by a runner. reference: arguments -> plain
    result; raises what the reference does. known, variants: outcomes of the slips so far; marks:
    for each of their outputs whether it is wrong. others: the reference's results with other inputs
    than a case's, by case and note. tried: what general mistakes make of a case.
    """

    parameters: Sequence[str]
    slips: Mapping[str, Callable]
    comparison: Comparison
    cases: Sequence[tuple]
    failed: int
    finding: Finding
    outcomes: list[Outcome]
    run: Callable[[tuple], Outcome]
    judged: Callable[[tuple, Outcome, Runner | None], Finding | None]
    reference: Callable[[tuple], Any]
    known: dict[str, list[tuple[Outcome, Finding | None]]]
    variants: dict[tuple[str, int, str], Outcome]
    marks: dict[tuple[str, int, str], dict[str, bool]]
    others: dict[tuple[int, str], Any]
    tried: dict[int, list[Tried]]
    surroundings: Surroundings = field(default_factory=Surroundings)
    _ruled_out: dict[str, bool] = field(default_factory=dict)
    _right: dict[int, list[str]] | None = None

    # ------------------------------------------------------------- known slips

    def _slip_of_all_cases(self) -> str | None:
        """Find the slip that the answer agrees with wherever the slip differs from the reference.

        It must differ on the case that failed. Of several the one that explains most cases is
        taken. Where none agrees in the wording of its exceptions too, one that agrees in their
        types will do, if it is the only one.
        """
        found = {hint: self._explained(hint) for hint in self.slips}
        best = max(found, key=found.__getitem__, default=None)
        if best is None or not found[best][1]:
            return None
        equal = [hint for hint in found if found[hint] == found[best]]
        return best if found[best][0] or len(equal) == 1 else None

    def _explained(self, hint: str) -> tuple[bool, int]:
        """Return whether a slip matches exactly, and how many cases it explains.

        (False, 0) as soon as it would lead to something else, or if exceptions of one type are
        all there is in common.
        """
        pairs = []
        for i, got in enumerate(self.outcomes):
            slip, finding = self._slip_outcome(hint, i)
            if finding:
                if not self._agree(got, slip):
                    return False, 0
                pairs.append((got, slip))
            elif i == self.failed:
                return False, 0
        to_the_word = all(got.error == slip.error for got, slip in pairs)
        if not to_the_word and all(got.error for got, _ in pairs):
            return False, 0
        return to_the_word and bool(pairs), len(pairs)

    def _slip_outcome(self, hint: str, i: int) -> tuple[Outcome, Finding | None]:
        """Run a slip on a case and judge it, once; asked for in the order of the cases."""
        known = self.known.setdefault(hint, [])
        while i >= len(known):
            args = self.cases[len(known)]
            runner = self._runner(hint)
            outcome = runner.run(args, silent=True)
            known.append((outcome, self.judged(args, outcome, runner)))
        return known[i]

    def _runner(self, hint: str) -> Runner:
        return Runner(self.slips[hint], self.parameters, [], self.surroundings)

    def _agree(self, got: Outcome, slip: Outcome) -> bool:
        same = (got.error_kind, got.changed) == (slip.error_kind, slip.changed)
        return same and self.comparison.agree(got.value, slip.value)

    def _slip_of_a_property(self) -> str | None:
        """Find the slip of which a property says the very same: its own step, else the only one."""
        step = self.finding.step
        found = [hint for hint in self.slips if self._says_the_same(hint)]
        if step:
            return step if step in found else None
        return found[0] if len(found) == 1 else None

    def _says_the_same(self, hint: str) -> bool:
        """Return whether a slip earns the same line 1 at the same stage; the lines below differ."""
        finding = self._slip_outcome(hint, self.failed)[1]
        if finding is None or finding.stage != self.finding.stage:
            return False
        return finding.fact.partition("\n")[0] == self.finding.fact.partition("\n")[0]

    def _slip_of_the_fact(self) -> str | None:
        """Find the only slip that fails as line 1 says: by the same exception, arguments or part.

        Where kinds are compared the wrong part has to be equal, not just of the same kind. Where
        several slips change the same arguments, the result has to be equal too. An exception that
        names no sizes has too many causes.
        """
        if self.finding.stage not in ("raised", "changed", "kind"):
            return None
        got, want = self.outcomes[self.failed], None
        if got.error and not any(map(str.isdigit, got.error)):
            return None
        if self.finding.stage == "kind":
            want = self._want(self.cases[self.failed])
        found = []
        for hint in self.slips:
            slip = self._slip_outcome(hint, self.failed)[0]
            same = (got.error, got.changed) == (slip.error, slip.changed)
            if same and self._says_the_same(hint):
                found.append((hint, same_part(got.value, slip.value, want)))
        alike_too = [hint for hint, equal in found if equal]
        if self.finding.stage != "kind" and len(found) == 1:
            return found[0][0]
        return alike_too[0] if len(alike_too) == 1 else None

    # ------------------------------------------------------------- slips of one output

    def _slip_of_a_call(self, shown: bool) -> Explained | None:
        """Find a slip that explains the output shown, or another one of the same call."""
        call = self._case(self.failed)
        wrong = self._wrong(call)
        path = self.finding.path
        leaves = [leaf for leaf in wrong if (leaf.path == path) == shown and is_evidence(leaf)]
        return self._best(call, wrong, leaves, whole=False)

    def _slip_elsewhere(self) -> Explained | None:
        """Find a slip that explains all of another failed case, or this one with zero inputs.

        Inputs of zero are all equal: they do not show what is cut, and why.
        """
        args = self.cases[self.failed]
        for i in range(len(self.cases)):
            found = self._alone(self._case(i)) if i != self.failed else None
            if found and not self._hides_the_shape(found):
                return found._replace(elsewhere=True)
        cut = holds_infinities(self._want(args))
        inputs = [] if cut else float_inputs(self.parameters, args)
        for kept in itertools.islice(variants(inputs), MOST_VARIANTS):
            some = keep_only(self.parameters, args, kept)
            found = self._alone(self._call(self.failed, some, None, zeroed_text(kept)))
            if found:
                fact = re.sub(r"(is|are) right\)", r"\1 right in this call)", found.finding.fact)
                return found._replace(finding=found.finding._replace(fact=fact), elsewhere=True)
        return None

    def _hides_the_shape(self, found: Explained) -> bool:
        """Return whether axes are exchanged in the first call that failed, and not by this slip.

        In a call with equal axes it is then half of the mistake, or another one.
        """
        wrong = self._wrong(self._case(self.failed))
        shown = next((leaf for leaf in wrong if leaf.path == self.finding.path), None)
        if shown is None or not axes_exchanged(shown) or found.hint is None:
            return False
        return not self._says_the_same(found.hint)

    def _alone(self, call: Call | None) -> Explained | None:
        wrong = self._wrong(call)
        strong = [leaf for leaf in wrong if is_strong_evidence(leaf)]
        return self._best(call, wrong, strong, whole=True)

    def _case(self, i: int) -> Call | None:
        return self._call(i, self.cases[i], self.outcomes[i])

    def _call(self, i: int, args: tuple, got: Outcome | None, note: str = "") -> Call | None:
        want = self._want_noted(i, args, note)
        if want is _REFUSED:
            return None
        got = got or self.run(args)
        return Call(i, args, got, want, note)

    def _want_noted(self, i: int, args: tuple, note: str) -> Any:
        """Return what is wanted, with other inputs too; found out once for each note."""
        if (i, note) in self.others:
            return self.others[i, note]
        try:
            want = self._want(args)
        except Exception:  # a reference may refuse inputs that make no sense
            want = _REFUSED
        if note and len(self.others) < MOST_FINDINGS:
            self.others[i, note] = want
        return want

    def _want(self, args: tuple) -> Any:
        with own_arithmetic():
            return self.reference(args)

    def _wrong(self, call: Call | None) -> list[Leaf]:
        """List the outputs of a call that are wrong; none where kinds differ or it failed."""
        if call is None or call.got.error is not None or call.got.changed:
            return []
        return [leaf for leaf in self._leaves(call.got, call) if self.comparison.differs(leaf)]

    def _leaves(self, outcome: Outcome, call: Call) -> list[Leaf]:
        return self.comparison.leaves(fitted(outcome.value, call.want), call.want) or []

    def _best(
        self, call: Call | None, wrong: list[Leaf], leaves: list[Leaf], whole: bool
    ) -> Explained | None:
        """Return the slip that explains the first of these outputs; None if none or several do.

        whole: it has to explain all outputs of the call that are wrong.
        """
        if call is None or not leaves:
            return None
        explains = {hint: self._explained_paths(hint, call, wrong) for hint in self._possible()}
        for leaf in leaves:
            fitting = [
                hint
                for hint, found in explains.items()
                if leaf.path in found and self._no_chance(hint, call, leaf)
            ]
            fitting.sort(key=lambda hint: -len(explains[hint]))
            if not fitting or (whole and len(explains[fitting[0]]) < len(wrong)):
                continue
            if first_alone(fitting, explains):
                shown = self.comparison.finding(leaf.path, self._leaves(call.got, call))
                return Explained(shown, call.args, call.note, fitting[0])
        return None

    def _no_chance(self, hint: str, call: Call, leaf: Leaf) -> bool:
        """Return whether other evidence than a ratio of counts, or which entries are cut, agrees.

        Of these two, whether most other cases that get it wrong agree, too.
        """
        if call.note or not (is_small_ratio(leaf.got) or holds_infinities(leaf.want)):
            return True
        wrong = {i: self._wrong(self._case(i)) for i in range(len(self.cases)) if i != call.case}
        others = [i for i in wrong if any(one.path == leaf.path for one in wrong[i])]
        same = [
            i
            for i in others
            if (other := self._case(i))
            and leaf.path in self._explained_paths(hint, other, wrong[i])
        ]
        return 2 * len(same) >= len(others)

    def _explained_paths(self, hint: str, call: Call, wrong: list[Leaf]) -> set[str]:
        """List the wrong outputs of a call that a slip gets wrong in the very same way.

        None, if it spoils an output that is right.
        """
        slip = self._slip_of(hint, call)
        if slip.error is not None or slip.changed:
            return set()
        spoiled = self._spoiled(hint, call)
        if spoiled - {leaf.path for leaf in wrong}:
            return set()
        given = {leaf.path: leaf.got for leaf in self._leaves(slip, call)}
        return {
            leaf.path
            for leaf in wrong
            if leaf.path in spoiled and alike(leaf.got, given[leaf.path], self.comparison)
        }

    def _spoiled(self, hint: str, call: Call) -> set[str]:
        """List the outputs of a call that a slip gets wrong."""
        return {path for path, wrong in self._marks_of(hint, call).items() if wrong}

    def _marks_of(self, hint: str, call: Call) -> dict[str, bool]:
        """Return whether a slip gets each output of a call wrong; none where kinds differ."""
        key = hint, call.case, call.note
        if key not in self.marks:
            slip = self._slip_of(hint, call)
            self.marks[key] = self._marks(slip, call.want) if slip.error is None else {}
        return self.marks[key]

    def _marks(self, outcome: Outcome, want: Any) -> dict[str, bool]:
        pairs = self.comparison.leaves(fitted(outcome.value, want), want) or []
        return {leaf.path: self.comparison.differs(leaf) for leaf in pairs}

    def _slip_of(self, hint: str, call: Call) -> Outcome:
        if not call.note:
            return self._slip_outcome(hint, call.case)[0]
        key = hint, call.case, call.note
        if key not in self.variants:
            self.variants[key] = self._runner(hint).run(call.args, silent=True)
        return self.variants[key]

    def _possible(self) -> list[str]:
        """List the slips that no output speaks against."""
        self._ruled_out = self._ruled_out or {h: self._contradicted(h) for h in self.slips}
        return [hint for hint, out in self._ruled_out.items() if not out]

    def _slip_of_items(self) -> Explained | None:
        """Find the slip that explains most wrong items of the output shown, by its first axis."""
        call = self._case(self.failed)
        leaf = next((one for one in self._wrong(call) if one.path == self.finding.path), None)
        alone = len(self.comparison.outputs.names) == 1  # of several, one follows from another
        if call is None or leaf is None or not alone or not has_items(leaf):
            return None
        found: dict[str, Any] = {}
        for hint in self._possible():
            theirs = self._leaves(self._slip_of(hint, call), call)
            other = next((one for one in theirs if one.path == leaf.path), None)
            items = explained_items(leaf, other, self.comparison.tolerance)
            if items.any():
                found[hint] = items
        best = sorted(found, key=lambda hint: -found[hint].sum())[:2]
        if not best or (len(best) == 2 and found[best[0]].sum() == found[best[1]].sum()):
            return None
        shown = self.comparison.finding(leaf.path, self._leaves(call.got, call), found[best[0]])
        return Explained(shown, call.args, hint=best[0])

    def _slip_of_a_whole_call(self) -> Explained | None:
        """Find a call, the failed one first, of which one slip alone returns the very result.

        Which entries are cut is little evidence: of such calls most have to come out alike.
        """
        order = sorted(range(len(self.cases)), key=lambda i: i != self.failed)
        same = {i: self._same_results(i) for i in order}
        often = Counter(hint for hints in same.values() for hint in hints)
        for i in order:
            best = max(map(often.__getitem__, same[i]), default=0)
            if holds_infinities(self._want(self.cases[i])) and 2 * best < self._failures():
                continue
            hints = [hint for hint in same[i] if often[hint] == best]
            finding = self.judged(self.cases[i], self.outcomes[i], None)
            if finding and len(hints) == 1:
                other = i != self.failed
                found = Explained(finding, self.cases[i], hint=hints[0], elsewhere=other)
                if not self._hides_the_shape(found):
                    return found
        return None

    def _failures(self) -> int:
        """Count the cases that the answer fails."""
        pairs = zip(self.cases, self.outcomes, strict=True)
        return sum(self.judged(args, got, None) is not None for args, got in pairs)

    def _same_results(self, i: int) -> list[str]:
        """List the slips that return the very result of a case, which is wrong and long enough."""
        got = self.outcomes[i]
        want = self._want(self.cases[i])
        failed = got.error is not None or got.changed or alike(got.value, want, self.comparison)
        exact = self.comparison.tolerance == 0
        if failed or not says_enough(got.value, want, exact) or is_degenerate(got.value, want):
            return []
        slips = {hint: self._slip_outcome(hint, i) for hint in self._possible()}
        return [
            hint
            for hint, (slip, finding) in slips.items()
            if finding and not slip.error and alike(got.value, slip.value, self.comparison)
        ]

    def _contradicted(self, hint: str) -> bool:
        """Return whether a slip spoils an output of a case that the answer got right."""
        for i, right in self._right_paths().items():
            call = self._case(i)
            if call is not None and right and self._slip_outcome(hint, i)[1]:
                theirs = self._marks_of(hint, call)
                if any(theirs.get(path, True) for path in right):
                    return True
        return False

    def _right_paths(self) -> dict[int, list[str]]:
        """List the outputs that the answer got right, by the case; cases that failed left out."""
        if self._right is None:
            self._right = {}
            for i, got in enumerate(self.outcomes):
                if got.error is None and not got.changed:
                    marks = self._marks(got, self._want(self.cases[i]))
                    self._right[i] = [path for path, wrong in marks.items() if not wrong]
        return self._right
