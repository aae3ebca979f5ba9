"""Explains why an answer failed, once a case has shown that it is wrong.

In this order: a call that comes out differently when it is repeated; a known slip that explains
every case; a known slip that explains the output shown; a general mistake that does; a known slip
that explains another output, another case, or the case with most of its inputs zero, which is
then shown instead; term isolation.

A slip is named only where it is wrong itself and gives the very output that is shown. It is ruled
out where it would spoil an output that the answer got right.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from helpers.checks.engine import feedback
from helpers.checks.engine.comparison import Comparison, Finding, Leaf, fitted, wrong_entries
from helpers.checks.engine.factors import common_step, whole_factor_of
from helpers.checks.engine.mistakes import OtherInputs, alike, other_inputs, related
from helpers.checks.engine.term_isolation import (
    float_inputs,
    isolate,
    keep_only,
    subsets,
    zeroed_text,
)
from helpers.checks.runtime.call import Outcome, Runner
from helpers.checks.runtime.surroundings import Surroundings, own_arithmetic
from helpers.checks.runtime.values import to_plain

MOST_VARIANTS = 30  # calls with most inputs zero, to find one that a single slip explains
_BY_HAND = "Work one entry out by hand for a tiny input, and print the parts of your line for it."
_NEW_CASE = "The calls before this one returned the right results: what is new in its inputs?"


class Explained(NamedTuple):
    """What a message is made of: the fact, the call it was seen in, and the slip's hint if any."""

    finding: Finding
    args: tuple
    note: str = ""
    hint: str | None = None


class Call(NamedTuple):
    """A call of the answer beside what was wanted; note says which inputs were set to zero."""

    case: int
    args: tuple
    got: Outcome
    want: Any
    note: str = ""


@dataclass
class Trial:
    """An answer that failed on a case, and what an explanation may ask.

    outcomes: of the cases up to the failed one, as they came out first. run: calls the answer.
    judged: what the check says about an outcome, called by a runner. reference: arguments -> raw
    result; raises what the reference does. known, variants: outcomes of the slips so far.
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
    surroundings: Surroundings = field(default_factory=Surroundings)
    _ruled_out: dict[str, bool] = field(default_factory=dict)

    def explain(self) -> Explained:
        """Find the most specific explanation that is true of the call shown."""
        args = self.cases[self.failed]
        state = self._state()
        if state:
            return state
        for later in self.cases[self.failed + 1 :]:
            self.outcomes.append(self.run(later))
        hint = self._slip_of_all_cases()
        if hint:
            return Explained(self.finding, args, hint=hint)
        if self.comparison.values:
            found = (
                self._slip_of_a_call(shown=True)
                or self._general()
                or self._slip_of_a_call(shown=False)
                or self._slip_elsewhere()
            )
            if found:
                return found
        if self.finding.stage == "property":
            return Explained(self.finding, args, hint=self._slip_of_a_property())
        if self.finding.stage == "values":
            isolated = isolate(self.parameters, args, self._wrong_outputs)
            step = isolated or (_NEW_CASE if self.failed else _BY_HAND)
            return Explained(self.finding._replace(step=step), args)
        return Explained(self.finding, args)

    # ------------------------------------------------------------- state between calls

    def _state(self) -> Explained | None:
        """Repeat the calls so far: does one of them come out differently, or as an earlier one?"""
        i = self.failed
        for j in [i, *range(i)]:
            again = self.run(self.cases[j])
            if not self._same(self.outcomes[j], again):
                later = self.judged(self.cases[j], again, None) or self.finding
                return Explained(feedback.another_result(later, right=j < i), self.cases[j])
        got = self.outcomes[i]
        if got.error is None and any(
            self._same(got, self.outcomes[j]) and self._says_something(j) for j in range(i)
        ):
            return Explained(feedback.earlier_result(self.finding), self.cases[i])
        return None

    def _same(self, one: Outcome, other: Outcome) -> bool:
        if one.error_kind != other.error_kind or one.changed != other.changed:
            return False
        return alike(one.value, other.value, self.comparison)

    def _says_something(self, j: int) -> bool:
        """Return whether no other case is likely to have a case's result by chance."""
        want = to_plain(self._want(self.cases[j])).value
        pairs = self.comparison.leaves(want, want) or []
        return any(leaf.want.size > 1 and leaf.want.any() for leaf in pairs if _is_array(leaf.want))

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
        return same and self.comparison.difference(got.value, slip.value) is None

    def _slip_of_a_property(self) -> str | None:
        """Find the slip of which a property says the very same: the only one, or its own step."""
        step, found = self.finding.step, []
        for hint in self.slips:
            finding = self._slip_outcome(hint, self.failed)[1]
            if finding and (finding.stage, finding.fact) == ("property", self.finding.fact):
                found.append(hint)
        if step in found:
            return step
        return found[0] if len(found) == 1 and step not in self.slips else None

    # ------------------------------------------------------------- slips of one output

    def _slip_of_a_call(self, shown: bool) -> Explained | None:
        """Find a slip that explains the output shown, or another one of the same call."""
        call = self._case(self.failed)
        wrong = self._wrong(call)
        path = self.finding.path
        leaves = [leaf for leaf in wrong if (leaf.path == path) == shown and _is_evidence(leaf)]
        return self._best(call, wrong, leaves, whole=False)

    def _slip_elsewhere(self) -> Explained | None:
        """Find a slip that explains all of another failed case, or this one with zero inputs."""
        args = self.cases[self.failed]
        for i in range(len(self.cases)):
            found = self._alone(self._case(i)) if i != self.failed else None
            if found:
                return found
        for kept in itertools.islice(_variants(float_inputs(self.parameters, args)), MOST_VARIANTS):
            some = keep_only(self.parameters, args, kept)
            found = self._alone(self._call(self.failed, some, None, zeroed_text(kept)))
            if found:
                return found
        return None

    def _alone(self, call: Call | None) -> Explained | None:
        wrong = self._wrong(call)
        strong = [leaf for leaf in wrong if _is_strong_evidence(leaf)]
        return self._best(call, wrong, strong, whole=True)

    def _case(self, i: int) -> Call | None:
        return self._call(i, self.cases[i], self.outcomes[i])

    def _call(self, i: int, args: tuple, got: Outcome | None, note: str = "") -> Call | None:
        try:
            want = to_plain(self._want(args)).value
        except Exception:  # a reference may refuse inputs that make no sense
            return None
        got = got or self.run(args)
        return Call(i, args, got, want, note)

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
        self._ruled_out = self._ruled_out or {h: self._contradicted(h) for h in self.slips}
        explains = {
            hint: self._explained_paths(hint, call, wrong)
            for hint, out in self._ruled_out.items()
            if not out
        }
        for leaf in leaves:
            fitting = [hint for hint, found in explains.items() if leaf.path in found]
            fitting.sort(key=lambda hint: -len(explains[hint]))
            if not fitting or (whole and len(explains[fitting[0]]) < len(wrong)):
                continue
            if _first_alone(fitting, explains):
                shown = self.comparison.finding(leaf.path, self._leaves(call.got, call))
                return Explained(shown, call.args, call.note, fitting[0])
        return None

    def _explained_paths(self, hint: str, call: Call, wrong: list[Leaf]) -> set[str]:
        """List the wrong outputs of a call that a slip gets wrong in the very same way.

        None, if it spoils an output that is right.
        """
        slip = self._slip_of(hint, call)
        if slip.error is not None or slip.changed:
            return set()
        theirs = self._leaves(slip, call)
        spoiled = {leaf.path for leaf in theirs if self.comparison.differs(leaf)}
        if spoiled - {leaf.path for leaf in wrong}:
            return set()
        given = {leaf.path: leaf.got for leaf in theirs}
        return {
            leaf.path
            for leaf in wrong
            if leaf.path in spoiled and alike(leaf.got, given[leaf.path], self.comparison)
        }

    def _slip_of(self, hint: str, call: Call) -> Outcome:
        if not call.note:
            return self._slip_outcome(hint, call.case)[0]
        key = hint, call.case, call.note
        if key not in self.variants:
            self.variants[key] = self._runner(hint).run(call.args, silent=True)
        return self.variants[key]

    def _contradicted(self, hint: str) -> bool:
        """Return whether a slip spoils an output of a case that the answer got right."""
        for i, got in enumerate(self.outcomes):
            slip, finding = self._slip_outcome(hint, i)
            if finding and got.error is None and not got.changed:
                want = to_plain(self._want(self.cases[i])).value
                right = self._right_paths(got, want)
                theirs = self._right_paths(slip, want) if not slip.error else set()
                if right is not None and theirs is not None and right - theirs:
                    return True
        return False

    def _right_paths(self, got: Outcome, want: Any) -> set[str] | None:
        pairs = self.comparison.leaves(fitted(got.value, want), want)
        if pairs is None:
            return None
        return {leaf.path for leaf in pairs if not self.comparison.differs(leaf)}

    # ------------------------------------------------------------- general mistakes

    def _general(self) -> Explained | None:
        """Recognise a general mistake on the case that failed."""
        call = self._case(self.failed)
        if call is None or call.got.error is not None or call.got.changed:
            return None
        path, named = self.finding.path, dict(zip(self.parameters, call.args, strict=False))
        with own_arithmetic():
            got = fitted(call.got.value, call.want)
            step = related(got, call.want, path, named, self.comparison)
        step = step or self._common_step() or self._other_inputs(call, path)
        return Explained(self.finding._replace(step=step), call.args) if step else None

    def _other_inputs(self, call: Call, path: str) -> str:
        """Find other inputs for which the reference returns the output shown."""
        wrong = self._wrong(call)
        shown = next((leaf for leaf in wrong if leaf.path == path), None)
        if shown is None or not _is_evidence(shown) or not np.any(shown.got):
            return ""
        found: Counter[str] = Counter()
        for other in other_inputs(self.parameters, call.args):
            for value in self._values_for(other, call.want):
                theirs = self.comparison.leaves(value, call.want) or []
                given = {leaf.path: leaf for leaf in theirs if self.comparison.differs(leaf)}
                same = [
                    leaf.path
                    for leaf in wrong
                    if leaf.path in given and alike(leaf.got, given[leaf.path].got, self.comparison)
                ]
                if path in same:
                    hint = other.hint.format(path=path)
                    found[hint] = max(found[hint], len(same))
        return max(found, key=found.__getitem__, default="")

    def _values_for(self, other: OtherInputs, want: Any) -> list[Any]:
        try:
            value = to_plain(self._want(other.args)).value
            return [value, other.restore(value, want)]
        except Exception:  # other inputs may make no sense
            return []

    # ------------------------------------------------------------- the entries

    def _common_step(self) -> str:
        leaf = self._shown_leaf(self.cases[self.failed], self.outcomes[self.failed])
        step, factor = common_step(leaf) if leaf else ("", 0.0)
        return step if step and (not factor or self._one_factor()) else ""

    def _shown_leaf(self, args: tuple, got: Outcome) -> Leaf | None:
        """Return the first wrong part of an outcome, if it is wrong in its entries only."""
        finding = self.judged(args, got, None)
        if finding is None or finding.stage != "values":
            return None
        want = to_plain(self._want(args)).value
        pairs = self.comparison.leaves(fitted(got.value, want), want) or []
        return next((leaf for leaf in pairs if leaf.path == finding.path), None)

    def _one_factor(self) -> bool:
        """Return whether a factor is no coincidence, and no limit that only some calls run into."""
        found = []
        for args, got in zip(self.cases, self.outcomes, strict=True):
            if self.judged(args, got, None):
                leaf = self._shown_leaf(args, got)
                found.append((args, common_step(leaf)[1] if leaf else 0.0))
        ratios = [factor for _, factor in found]
        if not all(ratios) or len(ratios) < min(2, len(self.cases)):
            return False
        same = max(ratios) - min(ratios) <= 1e-6 * abs(ratios[0])
        return all(whole_factor_of(*pair) for pair in found) or (self.failed == 0 and same)

    def _wrong_outputs(self, args: tuple) -> list[str] | None:
        call = self._call(self.failed, args, None)
        if call is None or call.got.error is not None:
            return None
        pairs = self.comparison.leaves(fitted(call.got.value, call.want), call.want)
        if pairs is None or any(_shapes_differ(leaf) for leaf in pairs):
            return None
        return [leaf.path for leaf in pairs if self.comparison.differs(leaf)]


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _is_evidence(leaf: Leaf) -> bool:
    """Return whether two mistakes are unlikely to share a wrong output by chance."""
    if not _is_array(leaf.got):
        return False
    if _shapes_differ(leaf):
        return leaf.got.size > 1
    return len(_wrong_values(leaf)) > 2 or _has_fractions(leaf)


def _is_strong_evidence(leaf: Leaf) -> bool:
    """Return whether that holds even if sizes of 1, saturation or zero inputs hide most terms."""
    if not _is_array(leaf.got) or _shapes_differ(leaf):
        return False
    return _has_fractions(leaf) and (leaf.got.ndim == 0 or len(_wrong_values(leaf)) > 1)


def _wrong_values(leaf: Leaf) -> Any:
    return leaf.got[wrong_entries(leaf, 1e-9)]


def _has_fractions(leaf: Leaf) -> bool:
    values = _wrong_values(leaf)
    return leaf.got.dtype.kind == "f" and bool(np.any(values != np.round(values)))


def _shapes_differ(leaf: Leaf) -> bool:
    return _is_array(leaf.want) and leaf.got.shape != leaf.want.shape


def _first_alone(fitting: list[str], explains: dict[str, set[str]]) -> bool:
    """Return whether the first slip explains more outputs than the second, or is the only one."""
    return len(fitting) == 1 or len(explains[fitting[0]]) > len(explains[fitting[1]])


def _variants(names: list[str]) -> Any:
    """Yield all inputs but one, then the empty set and those of one, two and three inputs."""
    if len(names) > 4:
        yield from (tuple(n for n in names if n != one) for one in names)
    yield from subsets(names)
