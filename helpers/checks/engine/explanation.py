"""Explains why an answer failed, once a case has shown that it is wrong.

In this order: a call that comes out differently when it is repeated; a known slip that explains
every case, or the very exception, changed argument or wrong part that line 1 reports; one that
explains the output shown; a general mistake that does; a slip that explains another output, or most
items of the one shown, or this together with a general mistake; one that explains another case, or
the case with most of its inputs zero, which is then shown instead; term isolation.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from helpers.checks.engine import feedback
from helpers.checks.engine.comparison import Leaf
from helpers.checks.engine.cuts import kept_otherwise
from helpers.checks.engine.evidence import (
    is_array,
    is_evidence,
    is_in_one_item,
    is_small_ratio,
    is_strong_evidence,
    says_little,
    shapes_differ,
)
from helpers.checks.engine.factors import common_step, whole_factor_of
from helpers.checks.engine.lists import alike, first_wrong_item, not_one_item
from helpers.checks.engine.mistakes import (
    OtherInputs,
    Tried,
    other_inputs,
    other_values,
    related,
    relation,
    uneven,
)
from helpers.checks.engine.next_steps import COUNT, SHAPES
from helpers.checks.engine.slips import Call, Explained, SlipSearch
from helpers.checks.engine.term_isolation import array_inputs, isolate
from helpers.checks.runtime.call import Outcome
from helpers.checks.runtime.surroundings import own_arithmetic
from helpers.checks.runtime.text import few_items
from helpers.checks.runtime.values import fitted

_BY_HAND = "Work one entry out by hand for a tiny input, and print the parts of your line for it."
_TOGETHER = "Two mistakes together give this result. One of them:"
MOST_TRIED = 8  # cases of which is kept what general mistakes make of them
MOST_COMPOSED = 300  # calls of slips with other inputs, to find two mistakes at once
_MORE_CALLS = 3  # that two mistakes together have to explain, too
_NEW_CASE = "The calls before this one returned the right results: what is new in its inputs?"


def _by_hand(args: tuple) -> str:
    """Return what to work out by hand: the call itself, if it shows all of its inputs."""
    numbers = all(type(value) in (int, float) or few_items(value) for value in args)
    return feedback.fallback("") if args and numbers else _BY_HAND


class Trial(SlipSearch):
    """An answer that failed on a case, and the search for the reason."""

    def explain(self) -> Explained:
        """Find the most specific explanation that is true of the call shown."""
        args = self.cases[self.failed]
        state = self._state()
        if state:
            return state
        for later in self.cases[self.failed + 1 :]:
            self.outcomes.append(self.run(later))
        hint = self._slip_of_all_cases() or self._slip_of_the_fact()
        if hint:
            return Explained(self.finding, args, hint=hint)
        if self.comparison.values:
            found = (
                self._slip_of_the_output()
                or self._general()
                or self._slip_of_a_call(shown=False)
                or self._slip_of_items()
                or self._slip_and_another()
                or self._slip_elsewhere()
                or self._slip_of_a_whole_call()
            )
            if found:
                return found
        elif self.finding.stage == "shape":
            call = self._case(self.failed)
            found = self._explained_as(self._related(call)) if call else None
            if found:
                return found
        if self.finding.stage == "property":
            return Explained(self.finding, args, hint=self._slip_of_a_property())
        if self.finding.stage == "kind":
            return Explained(self.finding._replace(step=self._step_of_a_count()), args)
        if self.finding.stage == "values":
            return self._unused_input() or self._isolated()
        if self.finding.stage == "shape":
            return Explained(self.finding._replace(step=self._step_of_a_shape()), args)
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
        want = self._want(self.cases[j])
        pairs = self.comparison.leaves(want, want) or []
        return any(leaf.want.size > 1 and leaf.want.any() for leaf in pairs if is_array(leaf.want))

    # ------------------------------------------------------------- a slip or a relation

    def _slip_of_the_output(self) -> Explained | None:
        """Find the slip that explains the output shown.

        A plain relation of the results comes first where that slip would spoil another output,
        too, but otherwise than the answer does.
        """
        found, call = self._slip_of_a_call(shown=True), self._case(self.failed)
        if found is None or found.hint is None or call is None:
            return found
        wrong = self._wrong(call)
        spoiled = self._spoiled(found.hint, call) & {leaf.path for leaf in wrong}
        if spoiled <= self._explained_paths(found.hint, call, wrong):
            return found
        return self._explained_as(self._related(call)) or found

    # ------------------------------------------------------------- general mistakes

    def _general(self) -> Explained | None:
        """Recognise a general mistake on the case that failed."""
        call = self._case(self.failed)
        if call is None or call.got.error is not None or call.got.changed:
            return None
        step = self._related(call) or self._common_step()
        return self._explained_as(step or self._other_inputs(call, self.finding.path))

    def _related(self, call: Call) -> str:
        named = dict(zip(self.parameters, call.args, strict=False))
        with own_arithmetic():
            got = fitted(call.got.value, call.want)
            return related(got, call.want, self.finding.path, named, self.comparison)

    def _explained_as(self, step: str) -> Explained | None:
        args = self.cases[self.failed]
        return Explained(self.finding._replace(step=step), args) if step else None

    def _other_inputs(self, call: Call, path: str) -> str:
        """Find other inputs for which the reference returns the output shown."""
        wrong = self._wrong(call)
        shown = next((leaf for leaf in wrong if leaf.path == path), None)
        if shown is None or not is_evidence(shown) or not np.any(shown.got):
            return ""
        few_cut = bool(kept_otherwise(shown)) and (shown.got != shown.want).sum() < 4
        if few_cut or says_little(shown):  # alike by chance, among so many
            return ""
        found: Counter[str] = Counter()
        known = {leaf.path for leaf in wrong}
        for one in self._tried(call):
            for given in self._results(one, call.want):
                if path not in given or not self._spoils_alike(shown, given[path]):
                    continue
                if any(shapes_differ(given[name]) for name in given.keys() - known):
                    continue  # it would give an output that is right another shape
                same = [leaf for leaf in wrong if self._spoils_alike(leaf, given.get(leaf.path))]
                if not self._moved_by(one.other.unused):
                    hint = one.other.hint.format(path=path)
                    found[hint] = max(found[hint], len(same))
        return max(found, key=found.__getitem__, default="")

    def _moved_by(self, name: str) -> bool:
        """Return whether another value of an input moves the output shown."""
        return bool(name) and self._effects(self.failed).get(name, False)

    def _spoils_alike(self, leaf: Leaf, other: Leaf | None) -> bool:
        """Return whether another result gets a wrong part wrong in the very same way."""
        if other is None or not alike(leaf.got, other.got, self.comparison):
            return False
        return self.comparison.differs(other)

    def _tried(self, call: Call) -> list[Tried]:
        """List what general mistakes amount to in a case; found out once for many answers."""
        if call.case not in self.tried:
            if len(self.tried) >= MOST_TRIED:
                self.tried.pop(next(iter(self.tried)))
            others = other_inputs(self.parameters, call.args)
            self.tried[call.case] = [Tried(other) for other in others]
        return self.tried[call.case]

    def _results(self, one: Tried, want: Any) -> list[dict[str, Leaf]]:
        """Return the parts of the reference's results for other inputs, by their paths."""
        if one.results is None:
            try:
                value = self._want(one.other.args)
                values = [value, one.other.restore(value, want)]
            except Exception:  # other inputs may make no sense
                values = []
            one.results = [self._parts_of(value, want) for value in values]
        return one.results

    def _parts_of(self, value: Any, want: Any) -> dict[str, Leaf]:
        pairs = self.comparison.leaves(fitted(value, want), want) or []
        return {leaf.path: leaf for leaf in pairs}

    def _slip_and_another(self) -> Explained | None:
        """Find two mistakes that together give the output shown; one of them has a hint.

        They have to explain the same output of the next calls that fail, too.
        """
        call = self._case(self.failed)
        leaf = next((one for one in self._wrong(call) if one.path == self.finding.path), None)
        if call is None or leaf is None or not is_strong_evidence(leaf):
            return None
        shown = call, leaf
        possible = self._possible()
        for hint in possible:
            if self._together(shown, partial(self._part_of_slip, hint)):
                return self._explained_as(f"{_TOGETHER} {hint}")
        others = [one.other for one in self._tried(call)]
        if is_small_ratio(leaf.got) or is_in_one_item(leaf):  # alike by chance, among so many
            return None
        for hint in dict.fromkeys(other.hint for other in others):
            if self._together(shown, partial(self._parts_tried, hint)):
                return self._explained_as(f"{_TOGETHER} {hint.format(path=leaf.path)}")
        for n, other in enumerate(others[: MOST_COMPOSED // max(1, len(possible))]):
            changed = call._replace(args=other.args, note=f"other inputs {n}")
            for hint in possible:
                slip = self._slip_of(hint, changed)
                for value in (slip.value, self._restored(other, slip.value, call.want)):
                    theirs = self._leaf_of(value, call.want)
                    if theirs is not None and alike(leaf.got, theirs.got, self.comparison):
                        return self._explained_as(f"{_TOGETHER} {hint}")
        return None

    def _part_of_slip(self, hint: str, call: Call) -> list[Leaf | None]:
        return [self._leaf_of(self._slip_of(hint, call).value, call.want)]

    def _parts_tried(self, hint: str, call: Call) -> list[Leaf | None]:
        """List the part shown of the results of a general mistake, by its hint."""
        same = (one for one in self._tried(call) if one.other.hint == hint)
        results = (given for one in same for given in self._results(one, call.want))
        return [given.get(self.finding.path) for given in results]

    def _together(self, shown: tuple[Call, Leaf], one: Callable[[Call], list[Any]]) -> bool:
        """Return whether a mistake, changed by a plain relation, explains the output shown.

        one: call -> that output of the mistake. In other calls either of the two may be enough.
        """

        def explains(call: Call, leaf: Leaf, alone: bool) -> bool:
            found = one(call)
            if any(self._follows(leaf, other, call) for other in found):
                return True
            equal = any(o is not None and alike(leaf.got, o.got, self.comparison) for o in found)
            return alone and (
                equal or bool(relation(leaf, self.comparison) or common_step(leaf)[0])
            )

        return explains(*shown, alone=False) and all(
            explains(call, leaf, alone=True) for call, leaf in self._also_wrong()
        )

    def _also_wrong(self) -> list[tuple[Call, Leaf]]:
        """List the next calls in which the output shown is wrong in a telling way."""
        found = []
        for i in range(self.failed + 1, len(self.cases)):
            call = self._case(i)
            same = (leaf for leaf in self._wrong(call) if leaf.path == self.finding.path)
            found += [(call, leaf) for leaf in same if call and is_strong_evidence(leaf)]
        return found[:_MORE_CALLS]

    def _leaf_of(self, value: Any, want: Any) -> Leaf | None:
        """Return the part shown of another result."""
        pairs = self.comparison.leaves(fitted(value, want), want) or []
        return next((leaf for leaf in pairs if leaf.path == self.finding.path), None)

    def _restored(self, other: OtherInputs, value: Any, want: Any) -> Any:
        try:
            return other.restore(value, want)
        except Exception:  # other inputs may make no sense
            return value

    def _follows(self, leaf: Leaf, other: Leaf | None, call: Call) -> bool:
        """Return whether a result is that of a mistake, and changed further by a plain relation."""
        if other is None or not is_evidence(other) or not self.comparison.differs(other):
            return False
        related_to = Leaf(leaf.path, leaf.got, other.got)
        return self._is_multiple(leaf, other, call.args) or (
            not shapes_differ(related_to)
            and is_strong_evidence(related_to)
            and bool(relation(related_to, self.comparison))
        )

    def _is_multiple(self, leaf: Leaf, slip: Leaf, args: tuple) -> bool:
        """Return whether a result is a slip's times -1 or a length of the inputs.

        Where both are the right result times some number, as single numbers always are, such a
        length may be a coincidence.
        """
        if shapes_differ(Leaf("", leaf.got, slip.got)) or not self.comparison.differs(slip):
            return False
        factor = common_step(Leaf("", leaf.got, slip.got))[1]
        multiple = slip.want.size == 1 or common_step(slip)[1]
        lengths = factor != 0 and not multiple and whole_factor_of(args, factor)
        return factor == -1.0 or lengths

    # ------------------------------------------------------------- what is left

    def _step_of_a_count(self) -> str:
        """Return where a list of another length begins to be wrong; else the step as it is."""
        call = self._case(self.failed)
        if call is None or self.finding.step != COUNT:
            return self.finding.step
        got = fitted(call.got.value, call.want)
        leaf = uneven(got, call.want, self.comparison.outputs)
        return first_wrong_item(*leaf, self.comparison) if leaf else self.finding.step

    def _step_of_a_shape(self) -> str:
        """Return that a whole array is wrong, or which argument has its shape; else the step."""
        call = self._case(self.failed)
        leaf = self._leaf_of(call.got.value, call.want) if call else None
        told = not_one_item(leaf, self.comparison) if leaf else ""
        if told or self.finding.step != SHAPES:
            return told or self.finding.step
        named = dict(zip(self.parameters, self.cases[self.failed], strict=False))
        same = [name for name, v in array_inputs(named) if leaf and v.shape == leaf.got.shape]
        if len(same) != 1:
            return self.finding.step
        return f"This is the shape of {same[0]}. Which line gives the result that shape?"

    def _isolated(self) -> Explained:
        """Name the inputs with which the answer goes wrong; else the call, to be done by hand."""
        args = self.cases[self.failed]
        leaf = self._shown_leaf(args, self.outcomes[self.failed])
        step = kept_otherwise(leaf) if leaf and is_array(leaf.want) else ""
        step = step or isolate(self.parameters, args, self._compared)
        step = step or (_NEW_CASE if self.failed else _by_hand(args))
        return Explained(self.finding._replace(step=step), args)

    def _unused_input(self) -> Explained | None:
        """Find an input that has no effect on the output shown, and should have one."""
        path, found = self.finding.path, self._effects(self.failed)
        still = [name for name, moves in found.items() if not moves]
        for i in range(len(self.cases)) if still else ():
            if i != self.failed:
                elsewhere = self._effects(i)
                still = [name for name in still if not elsewhere.get(name)]
        if not still:
            return None
        if len(still) == len(found) > 1:
            return self._explained_as(f"{path} depends on no input at all. Which line sets it?")
        return self._explained_as(
            f"{path} stays the same when {still[0]} changes. In which line should {still[0]} enter?"
        )

    def _effects(self, i: int) -> dict[str, bool]:
        """Return of each input whether it moves the output shown in a case; left out if unknown."""
        call = self._case(i)
        found: dict[str, bool] = {}
        for n, (name, changed) in enumerate(other_values(self.parameters, self.cases[i])):
            other = self._call(i, changed, None, note=f"other value {n}")
            moved = None if call is None or other is None else self._moves(call, other)
            if moved is not None:
                found[name] = found.get(name, False) or moved
        return found

    def _moves(self, call: Call, other: Call) -> bool | None:
        """Return whether the output shown differs between two calls; None if it need not."""
        if other.got.error is not None:
            return None
        values = call.want, other.want, call.got.value, other.got.value
        leaves = [self._leaf_of(value, call.want) for value in values]
        if any(leaf is None for leaf in leaves):
            return None
        before, after, ours, then = (leaf.got for leaf in leaves if leaf)
        if alike(before, after, self.comparison):
            return None
        return not alike(ours, then, self.comparison)

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
        want = self._want(args)
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
        whole = all(ratio == -1 or whole_factor_of(args, ratio) for args, ratio in found)
        return whole or (self.failed == 0 and same)

    def _compared(self, args: tuple, note: str) -> tuple[list[str], list[str]] | None:
        """Return which outputs of a call are wrong, and which are right and not zero."""
        call = self._call(self.failed, args, None, note)
        if call is None or call.got.error is not None:
            return None
        pairs = self.comparison.leaves(fitted(call.got.value, call.want), call.want)
        if pairs is None or any(shapes_differ(leaf) for leaf in pairs):
            return None
        wrong = [leaf.path for leaf in pairs if self.comparison.differs(leaf)]
        arrays = (leaf for leaf in pairs if is_array(leaf.want) and "[" not in leaf.path)
        return wrong, [leaf.path for leaf in arrays if leaf.path not in wrong and leaf.want.any()]
