"""Check of fixed_points."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.gradient_flow import bisect, fixed_points


def fixed_points_cases(seed):
    """Yield (w, b): three points and one, w below 0, at 0 and large, b = 0, two points close by.

    At w = 2 two of three points meet where abs(b) is 0.53. Two points lie at least 0.01 apart.
    """
    rng = np.random.default_rng(seed)
    yield 2.0, float(rng.uniform(0.1, 0.4))
    yield 0.5, float(rng.uniform(0.2, 0.9))
    yield 2.0, 0.0
    yield 2.0, float(rng.uniform(-0.4, -0.1))
    yield 2.0, float(rng.uniform(0.8, 1.2))
    yield -0.5, float(rng.uniform(0.1, 0.4))
    yield -3.0, float(rng.uniform(-0.2, -0.1))
    yield 0.0, float(rng.uniform(0.3, 0.9))
    yield 1.4, 0.0
    yield 6.0, float(rng.uniform(-1.0, 1.0))
    for w, sign in ((2.0, 1), (3.0, -1), (1.6, 1)):
        yield w, sign * near_the_fold(w, float(rng.uniform(0.012, 0.025)))


def near_the_fold(w, gap):
    """Return a b above 0 at which two of three points lie about gap apart.

    They meet at h = -t with t = sqrt(1 - 1 / w), where w times tanh' is 1 and b is w t - artanh t.
    tanh(w h + b) - h is curved there by 2 w t, and b moves it by 1 / w for each unit.
    """
    t = np.sqrt(1 - 1 / w)
    return float(w * t - np.arctanh(t) - w * w * t * (gap / 2) ** 2)


def crossings(w, b, n=4000, low=-1.0, high=1.0):
    """Return the fixed points between low and high, found on a grid of n points and refined."""

    def move(h):
        return np.tanh(w * h + b) - h

    grid = np.linspace(low, high, n)
    moves = move(grid)
    at = np.flatnonzero(moves[:-1] * moves[1:] < 0)
    return np.array([bisect(move, grid[i], grid[i + 1]) for i in at])


def with_stability(w, points):
    return points, np.abs(w * (1 - points**2)) < 1


def fixed_grid_meets_zero(w, b):
    return with_stability(w, crossings(w, b, n=4001))


def fixed_stable_only(w, b):
    points, stable = fixed_points(w, b)
    return points[stable], stable[stable]


def fixed_by_iteration(w, b):
    h = 0.5
    for _ in range(500):
        h = np.tanh(w * h + b)
    return with_stability(w, np.array([h]))


def fixed_positive_side(w, b):
    points, stable = fixed_points(w, b)
    return points[points >= 0], stable[points >= 0]


def fixed_first_only(w, b):
    points, stable = fixed_points(w, b)
    return points[:1], stable[:1]


def fixed_stability_turned(w, b):
    points, stable = fixed_points(w, b)
    return points, ~stable


def fixed_stability_without_abs(w, b):
    points, _ = fixed_points(w, b)
    return points, w * (1 - points**2) < 1


def fixed_stability_without_w(w, b):
    points, _ = fixed_points(w, b)
    return points, np.abs(1 - points**2) < 1


def fixed_stability_of_w(w, b):
    points, _ = fixed_points(w, b)
    return points, np.full(len(points), abs(w) < 1)


def fixed_stability_without_tanh(w, b):
    points, _ = fixed_points(w, b)
    return points, np.abs(w * (1 - np.tanh(points) ** 2)) < 1


def fixed_without_b(w, b):
    return fixed_points(w, 0.0)


def fixed_minus_b(w, b):
    return fixed_points(w, -b)


def fixed_descending(w, b):
    points, stable = fixed_points(w, b)
    return points[::-1], stable[::-1]


def fixed_slopes_instead(w, b):
    points, _ = fixed_points(w, b)
    return points, w * (1 - points**2)


def fixed_by_iteration_from_three(w, b):
    points = []
    for h in (-1.0, 0.0, 1.0):
        for _ in range(2000):
            h = np.tanh(w * h + b)
        if not any(abs(h - other) < 1e-6 for other in points):
            points.append(h)
    return with_stability(w, np.array(sorted(points)))


def fixed_all_stable(w, b):
    points, _ = fixed_points(w, b)
    return points, np.ones(len(points), dtype=bool)


def fixed_one_bisection(w, b):
    return with_stability(w, np.array([bisect(lambda h: np.tanh(w * h + b) - h, -1.0, 1.0)]))


def fixed_pre_activations(w, b):
    points, stable = fixed_points(w, b)
    return w * points + b, stable


def fixed_on_a_coarse_grid(w, b):
    points, _ = fixed_points(w, b)
    near = np.abs(points[:, None] - points) < 0.05
    return with_stability(w, points[near.sum(axis=1) == 1])


def fixed_sign_differs(w, b):
    def move(h):
        return np.tanh(w * h + b) - h

    grid = np.linspace(-1, 1, 2001)
    signs = np.sign(move(grid))
    at = np.flatnonzero(signs[1:] != signs[:-1])
    return with_stability(w, np.array([bisect(move, grid[i], grid[i + 1]) for i in at]))


def fixed_points_as_slopes_of_w(w, b):
    points, _ = fixed_points(w, b)
    return points, np.full(len(points), w < 1)


def fixed_on_a_grid(w, b):
    return with_stability(w, crossings(w, b))


def fixed_between_turning_points(w, b):
    ends = [-1.0, 1.0]
    if w > 1:
        a = np.arctanh(np.sqrt(1 - 1 / w))
        ends += [(-a - b) / w, (a - b) / w]
    points = []
    for low, high in zip(sorted(ends), sorted(ends)[1:], strict=False):
        up = np.tanh(w * low + b) > low
        if up == (np.tanh(w * high + b) > high):
            continue
        for _ in range(80):
            middle = (low + high) / 2
            if (np.tanh(w * middle + b) > middle) == up:
                low = middle
            else:
                high = middle
        points.append(middle)
    points = sorted(points)
    return np.array(points), np.array([abs(w / np.cosh(w * h + b) ** 2) < 1 for h in points])


def fixed_by_newton(w, b):
    hs = np.linspace(-1, 1, 400)
    for _ in range(200):
        t = np.tanh(w * hs + b)
        slope = w * (1 - t**2) - 1
        hs = hs - np.clip((t - hs) / np.where(np.abs(slope) < 1e-9, 1e-9, slope), -0.05, 0.05)
    good = hs[np.abs(np.tanh(w * hs + b) - hs) < 1e-11]
    points = np.unique(np.round(good, 8))
    for _ in range(5):
        t = np.tanh(w * points + b)
        points = points - (t - points) / (w * (1 - t**2) - 1)
    return list(points), [bool(abs(w * (1 - h**2)) < 1) for h in points]


def fixed_by_newton_as_arrays(w, b):
    return tuple(map(np.array, fixed_by_newton(w, b)))


def found_to_seven_digits(answer, args, got):
    """Ask for the digits: a point on a grid, or between two of its points, is only near."""
    points, wanted = got[0], fixed_points(*args)[0]
    off = np.abs(points - wanted)
    if not len(off) or off.max() <= 1e-7:
        return None
    i = int(off.argmax())
    if np.allclose(points, np.round(points, 5), rtol=0, atol=1e-12):
        return (
            f"points[{i}] is {points[i]:.10g}: rounded.\nNext: How many digits does the exercise "
            "ask for?"
        )
    return (
        f"points[{i}] is {points[i]:.8f}, and a fixed point lies {off[i]:.0e} from it: too far for "
        "7 digits.\nNext: A grid only shows between which two numbers tanh(w h + b) - h changes "
        "sign. How is the crossing between them found?"
    )


check_fixed_points = Check(
    name="fixed_points",
    reference=fixed_points,
    cases=fixed_points_cases,
    outputs=("points (n)", "stable (n)"),
    slips={
        "A fixed point that lies exactly on the grid is missed: there tanh(w h + b) - h is 0, and "
        "the products with both neighbours are not below 0. How many grid points avoid h = "
        "0?": fixed_grid_meets_zero,
        "Only the stable points were returned. Does the definition h = tanh(w h + b) require "
        "stability?": fixed_stable_only,
        "Iterating finds only an attracting point. How can fixed points be found that no run "
        "converges to?": fixed_by_iteration,
        "Only points from 0 up were returned. Between which two numbers can tanh "
        "lie?": fixed_positive_side,
        "Only the lowest point was returned. How often can a line cross an S-shaped "
        "curve?": fixed_first_only,
        "stable is inverted. Does a deviation shrink when it is multiplied by more or by less than "
        "1?": fixed_stability_turned,
        "A slope below -1 was called stable. How large is a deviation that is multiplied by -2 "
        "at every step?": fixed_stability_without_abs,
        "The slope lacks w. What is the derivative of tanh(w h + b) with respect to "
        "h?": fixed_stability_without_w,
        "Stability was decided from w alone. What else is in the slope at a point that is not "
        "0?": fixed_stability_of_w,
        "The slope was taken at tanh h. At a fixed point h already is tanh(w h + b): what is 1 "
        "minus its square?": fixed_stability_without_tanh,
        "Every point is called stable. At which of three fixed points is a deviation multiplied by "
        "more than 1?": fixed_all_stable,
        "One bisection between -1 and 1 finds one crossing. Between which numbers do the others "
        "lie?": fixed_one_bisection,
        "b is not used. What does it add inside the tanh?": fixed_without_b,
        "b has the wrong sign. Where does tanh(w h + b) lie for b above 0 and h = "
        "0?": fixed_minus_b,
        "The points are in descending order. Which of them comes first?": fixed_descending,
        "The second result holds slopes. Which property of each slope does the exercise ask "
        "for?": fixed_slopes_instead,
        "These are the arguments of tanh. What are the states?": fixed_pre_activations,
        "Iterating from several starts ends at stable points only: every run moves away from an "
        "unstable one. What shows that a crossing lies between two "
        "numbers?": fixed_by_iteration_from_three,
        "Two points that lie close together are missing: on a coarse grid both lie between the "
        "same two neighbours, whose signs are then equal. How fine must a grid be to separate "
        "points 0.01 apart?": fixed_on_a_coarse_grid,
        "A fixed point lies exactly on the grid: there tanh(w h + b) - h is 0, and has no sign. "
        "How many grid points avoid h = 0?": fixed_sign_differs,
        "Stability was decided from w alone, and without its absolute value. What else is in the "
        "slope at a point that is not 0?": fixed_points_as_slopes_of_w,
    },
    alternatives=(fixed_on_a_grid, fixed_between_turning_points, fixed_by_newton_as_arrays),
    equivalent={
        "1000 -> 999 (in `grid = np.linspace(-1, 1, 1000)`)": (
            "the middle of that grid is 1e-17, not 0, by rounding"
        ),
        "moves[:-1] * moves[1:] < 0 -> moves[:-1] * moves[1:] <= 0 (in `at = np.flatnon"
        "zero(moves[:-1] * moves[1:] < 0)`)": ("no fixed point of a case lies on the grid"),
        "moves[:-1] * moves[1:] -> moves[:-1] / moves[1:] (in `at = np.flatnonzero(move"
        "s[:-1] * moves[1:] < 0)`)": ("a quotient has the sign of the product"),
        "np.abs(w * (1 - points ** 2)) < 1 -> np.abs(w * (1 - points ** 2)) <= 1 (in `r"
        "eturn (points, np.abs(w * (1 - points ** 2)) < 1)`)": (
            "a slope of exactly 1 is where two points meet, which no case has"
        ),
    },
    properties=(found_to_seven_digits,),
    tolerance=3e-3,
    tolerance_reason=(
        "whether the right points were found, at least 0.01 apart; the property then asks for 1e-7"
    ),
)
