"""Two mistakes at once, made by machine from two slips of a record.

A pair deviates from the reference as both slips do: an entry that only one of them gets wrong is as
that one has it, and where both do, their deviations add up. Where one of them raises, or returns
another kind or shape, the pair does too. Each slip is paired with those that stand STRIDES after it
in the record. A pair that behaves on every case as one of the two, or as the reference, is none.

A pair has to be rejected. Where the message names a slip, that slip alone has to give the very
output that the first line shows, in the call that is shown; else the name is untrue.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.checks.engine.check import Check, CheckFailed
from helpers.checks.engine.comparison import Comparison, Outputs
from helpers.checks.engine.evidence import same_part
from helpers.checks.engine.lists import alike
from helpers.checks.runtime.call import LocalAnswer, Memory, Outcome, Runner
from helpers.checks.runtime.surroundings import Surroundings
from helpers.checks.runtime.values import copy_arguments, fitted

STRIDES = (1, 4)  # of the slips as they stand in the record: a neighbour, and one further off


def pairs_of(count: int, half: bool = False) -> list[tuple[int, int]]:
    """Return which of so many slips are paired, by their places; each pair once.

    half: pair each slip by one of the strides only, in turn.
    """
    turns = len(STRIDES) if half else 1
    found = {
        tuple(sorted((i, (i + by) % count)))
        for i in range(count)
        for by in STRIDES[i % turns :: turns]
    }
    return sorted((i, j) for i, j in found if i != j)


def pair_of(check: Check, one: Callable, other: Callable) -> Callable:
    """Return an answer that makes the mistakes of two slips."""

    def pair(*args: Any) -> Any:
        want = check.reference(*map(copy_arguments, args))
        theirs = other(*map(copy_arguments, args))
        return _both(one(*args), theirs, want)

    return pair


def _both(a: Any, b: Any, want: Any) -> Any:
    if isinstance(want, tuple | list):
        for deviating in (a, b):
            if type(deviating) is not type(want) or len(deviating) != len(want):
                return deviating
        items = list(map(_both, a, b, want))
        return type(want)(*items) if hasattr(want, "_fields") else type(want)(items)
    if not isinstance(want, np.ndarray | int | float | np.generic):
        return b if a is want else a
    for deviating in (a, b):
        if np.shape(deviating) != np.shape(want) or isinstance(deviating, tuple | list):
            return deviating
    # Both deviations from a truth value, or from infinity, are taken for the same one.
    finite = np.isfinite(want) if np.asarray(want).dtype != bool else np.zeros_like(want)
    together = np.where(finite, a + b - np.where(finite, want, 0), a)
    both = np.where(np.equal(b, want), a, np.where(np.equal(a, want), b, together))
    return both if isinstance(want, np.ndarray) else both[()].item()


class Known:
    """What need not be found out again for each of many answers to one check.

    memories: of the judge, by check and seed. cases: by seed. outcomes: of the slips and the
    reference, by the function, the seed and the place of the case.
    """

    def __init__(self) -> None:
        self.memories: dict[tuple[str, int], Memory] = {}
        self.cases: dict[int, list[tuple]] = {}
        self.outcomes: dict[tuple[Callable, int, int], Outcome] = {}

    def outcome(self, check: Check, function: Callable, seed: int, i: int) -> Outcome:
        """Run a slip or the reference on a case, once."""
        key = function, seed, i
        if key not in self.outcomes:
            self.outcomes[key] = _run(check, function, self.cases[seed][i])
        return self.outcomes[key]


def holds_two_mistakes(
    check: Check,
    slips: Sequence[Callable],
    pair: Callable,
    seeds: Sequence[int],
    known: Known | None = None,
) -> bool:
    """Return whether a pair differs, on some case each, from either slip and from the reference."""
    known, left = known or Known(), [*slips, check.reference]
    for seed in seeds:
        if seed not in known.cases:
            known.cases[seed] = list(check.cases(seed))
        for i, args in enumerate(known.cases[seed]):
            got = _run(check, pair, args)
            left = [f for f in left if _same(check, got, known.outcome(check, f, seed, i))]
            if not left:
                return True
    return False


def names_truly(
    check: Check, failure: CheckFailed, pair: Callable, seed: int, known: Known | None = None
) -> bool:
    """Return whether the named slip alone gives what the first line shows, in the call shown.

    That is the output, or the item of it, or the changed arguments. Where properties judge, whether
    it alone earns the very same first line.
    """
    slip = check.slips[failure.hint or ""]
    if not check.compare:
        try:
            check(judged_alone(check, slip, known), seed=seed)
        except CheckFailed as alone_failed:
            return _first_line(alone_failed) == _first_line(failure)
    got, theirs, want = (_run(check, f, failure.call) for f in (pair, slip, check.reference))
    if _same(check, got, theirs) or (got.changed and got.changed == theirs.changed):
        return True
    if failure.path == "" and not got.error:  # a result of another kind
        return same_part(got.value, theirs.value, want.value)
    ours = _part(check, got, want, failure.path)
    alone = _part(check, theirs, want, failure.path)
    if ours is None or alone is None:
        return False
    shown = re.match(rf"\S+ {re.escape(failure.path)}\[(\d+)", str(failure))
    items = shown is not None and np.ndim(ours) > 1 and np.shape(ours) == np.shape(alone)
    i = int(shown[1]) if shown and items else ...
    return alike(ours[i], alone[i], _comparison(check))


def _first_line(failure: CheckFailed) -> str:
    return str(failure).partition("\n")[0]


def judged_alone(check: Check, pair: Callable, known: Known | None = None) -> LocalAnswer:
    """Return a pair as an answer that may call the reference, as slips may."""
    answer = LocalAnswer(pair, check.guarded(), [])
    answer.memories = (known or Known()).memories
    return answer


def _run(check: Check, function: Callable, args: tuple) -> Outcome:
    return Runner(function, check.parameters, [], Surroundings()).run(args, silent=True)


def _comparison(check: Check) -> Comparison:
    outputs = Outputs.parse(check.outputs)
    return Comparison(outputs, check.tolerance, check.float32, check.compare)


def _same(check: Check, one: Outcome, other: Outcome) -> bool:
    if (one.error_kind, one.changed) != (other.error_kind, other.changed):
        return False
    return alike(one.value, other.value, _comparison(check))


def _part(check: Check, got: Outcome, want: Outcome, path: str) -> Any:
    pairs = _comparison(check).leaves(fitted(got.value, want.value), want.value) or []
    return next((leaf.got for leaf in pairs if leaf.path == path), None)
