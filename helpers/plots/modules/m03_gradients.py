"""The figures of module 03 with their texts, and the tables that are printed beside them."""

import numpy as np

from helpers.plots import gradient_flow
from helpers.plots.course_map import Map, show_map
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.style import figure, show

MAP = Map(
    parts={
        "task": (0, 0, "a task with\na long memory"),
        "product": (1, 0, "product of\nJacobians"),
        "slope": (2, 0, "the slope that\ntheory gives"),
        "vanish": (3, 0, "vanishing:\na latch"),
        "remedies": (4, 0, "weights and\nshortcuts"),
        "explode": (3, 1, "exploding:\na cliff"),
        "clip": (4, 1, "clipping"),
    },
    arrows=(
        ("task", "product"),
        ("product", "slope"),
        ("slope", "vanish"),
        ("slope", "explode"),
        ("vanish", "remedies"),
        ("explode", "clip"),
    ),
    about=(
        "Map of the module: a task that needs memory leads to the product of Jacobians, that to a "
        "slope; a falling one is vanishing, which shortcuts and initial weights help against, a "
        "rising one is exploding, which clipping helps against."
    ),
)
TOLERANCE = 0.06  # nats per step; the notebook says why


def show_map_at(*parts):
    """Show the map of the module: large at the start, small with the parts at work in colour."""
    show_map(MAP, parts)


def show_cliff(ws, bs, losses, paths, norms):
    """Show a loss with a cliff and two paths on it, and print where and why they part.

    Shapes: as gradient_flow.cliff_surface, plain descent first; norms (updates,), of its gradients.
    """
    plain, clipped = paths.values()
    steps = np.abs(np.diff(plain[:, :2], axis=0) - np.diff(clipped[:, :2], axis=0)).max(axis=1)
    equal = int(np.argmax(steps > 0))
    print(f"{equal} equal updates, gradients of a median norm of {np.median(norms[:equal]):.2f}")
    print(f"the next one: {norms[equal]:,.0f}; plain descent ends at w = {plain[-1, 0]:.0f}")
    print(f"clipped descent ends at w = {clipped[-1, 0]:.2f} with a loss of {clipped[-1, 2]:.0e}")
    fig, ax = figure(7.5, 4.4, projection="3d")
    gradient_flow.cliff_surface(ax, ws, bs, losses, paths)
    show(
        fig,
        alt="A surface over w and b: a low plain, a steep wall, a high plain. Both paths start on "
        "the low plain, walk to the foot of the wall, overshoot it twice onto the high plain and "
        "come back. Then the plain path meets the wall itself and leaves the picture in one step. "
        "The clipped path overshoots three times more and ends at a minimum at the foot.",
        caption="**One step too many.** Loss of one tanh unit after 25 steps; a thin path on a "
        "thick one, with the same start and learning rate. They are equal for 33 updates. The "
        "next gradient is taken on the wall: correct, and tens of thousands of times longer than "
        "on the plains. Plain descent follows it out of the picture. With the norm held at 0.3, "
        "descent stays and reaches the minimum.",
    )


def show_stuck(curves, baseline):
    """Show test errors at two lengths.   Shapes: as gradient_flow.adding_errors."""
    fig, ax = figure(6.5, 3)
    gradient_flow.adding_errors(ax, curves, baseline, title="tanh networks")
    show(
        fig,
        alt="Test error against updates: for T = 10 it falls far below the dashed baseline of "
        "1/6; for T = 50 two of three runs stay at the baseline, one falls a little.",
        caption="**The same task, five times as long.** Test error on a log axis, one seed for "
        "$T = 10$ and three for $T = 50$; dashed, the baseline of always answering 1.",
    )


def show_slopes(found):
    """Show gradients by lag with theory's lines, and print measured slopes beside theory's.

    found: {panel: {gain: [(ln norm by lag (T + 1,), theory's slope) for each seed]}}.
    Shapes: -> {panel: {gain: (seeds,)}}, the measured slopes.
    """
    fig, axes = figure(9, 3.4, columns=len(found))
    fits = {}
    for ax, (name, by_gain) in zip(axes, found.items(), strict=True):
        fits[name] = {
            g: np.array([_slope(logs) for logs, _ in runs]) for g, runs in by_gain.items()
        }
        theory = {g: np.array([line for _, line in runs]) for g, runs in by_gain.items()}
        norms = {f"g = {g}": np.exp([logs for logs, _ in runs]) for g, runs in by_gain.items()}
        lines = {f"g = {g}": slopes.mean() for g, slopes in theory.items()}
        gradient_flow.norms_by_lag(ax, norms, lines, title=name)
        _print_slopes(name, fits[name], theory)
    show(
        fig,
        alt="Norm of the gradient against lag, log axis, for gains 0.5, 1 and 1.5. At rest the "
        "lines fall, stay level and rise; driven by inputs all three fall. Dashed lines of theory "
        "lie on each.",
        caption="**Gradients follow the line.** Median and range of 8 seeds, $H = 200$; dashed, "
        "theory: $\\ln g$ at rest, $\\ln(g \\cdot \\mathrm{rms}\\,\\varphi')$ when driven. On a "
        "log axis a constant factor for each step is a straight line.",
    )
    return fits


def _slope(logs):
    return np.polyfit(np.arange(len(logs)), logs, 1)[0]


def _print_slopes(name, fits, theory):
    print(f"{name}: nats per step, mean of {len(next(iter(fits.values())))} seeds")
    for gain, slopes in fits.items():
        measured = f"measured {slopes.mean():+.3f} (sd {slopes.std(ddof=1):.3f})"
        print(f"  g = {gain}: {measured}, theory {theory[gain].mean():+.3f}")
    worst = max(np.abs(slopes - theory[gain]).max() for gain, slopes in fits.items())
    within = "within" if worst <= TOLERANCE else "NOT within"
    print(f"  largest error of a seed {worst:.3f}: {within} {TOLERANCE}")


def show_one_gain(gain, logs, line):
    """Show the gradient by lag of one network beside theory's line, fast enough for a slider.

    Shapes: logs (T + 1,), ln norm by lag; line: theory's slope.
    """
    fig, ax = figure(5, 2.5)
    fig.set_layout_engine("none")  # laying out takes most of the time of a figure
    ax.set_position((0.17, 0.2, 0.79, 0.68))
    gradient_flow.one_gain(ax, logs, line)
    title = f"g = {gain:.1f}: measured {_slope(logs):+.3f}, theory {line:+.3f}"
    ax.set_title(title)
    show(fig, alt=f"Norm of the gradient against lag, {title} nats per step.")


def print_level(runs):
    """Print at which gain the measured slope and theory's slope are 0, between two that were run.

    runs: {gain: (ln norm by lag (T + 1,), theory's slope)}, in ascending order.
    """
    gains = list(runs)
    measured = np.array([_slope(logs) for logs, _ in runs.values()])
    theory = np.array([line for _, line in runs.values()])
    for name, slopes in (("measured", measured), ("theory", theory)):
        print(f"level at a gain of {np.interp(0.0, slopes, gains):.2f} ({name})")


def print_costs(shared, settled, fresh):
    """Print what each assumption behind theory's slope costs, as means over seeds.

    Each is {gain: [(ln norm by lag (T + 1,), theory's slope) for each seed]}: shared as show_slopes
    takes it, settled with theory's average begun later, fresh with W_h drawn anew at every step.
    """
    print("nats per step    measured   with fresh W_h   theory   theory from step 4")
    for gain in shared:
        measured, drawn = (np.mean([_slope(run[0]) for run in by[gain]]) for by in (shared, fresh))
        early, late = (np.mean([run[1] for run in by[gain]]) for by in (shared, settled))
        print(f"g = {gain:<10g}{measured:+11.3f}{drawn:+17.3f}{early:+9.3f}{late:+21.3f}")


def show_spread(found):
    """Show ln norms of many draws at the longest lag, and print their spread at every lag.

    Shapes: found {lag: {name: (draws,)}}.
    """
    lag, groups = max(found.items())
    print(f"{'sd of ln norm, in nats':24s}", *[f"lag {lag:3d}" for lag in found])
    for name in groups:
        print(f"{name:24s}", *[f"{by[name].std(ddof=1):7.2f}" for by in found.values()])
    for H, ratios in _sharing(found).items():
        print(f"{f'H = {H}, shared / independent':24s}", *[f"{ratio:7.1f}" for ratio in ratios])
    fig, ax = figure(8, 2.8)
    gradient_flow.log_norm_spread(ax, groups)
    show(
        fig,
        alt="Dots of ln norm at lag 100 in four rows: 16 units with one shared matrix spread over "
        "tens of nats, the other three rows over a few to about a dozen.",
        caption="**Forty draws each.** One dot is one random linear network at gain 1. Where all "
        "steps share a small matrix, the draw decides over many orders of magnitude.",
    )


def _sharing(found):
    """Return {H: how many times as far ln norms spread with one shared matrix, at each lag}."""
    sds = [{name: logs.std(ddof=1) for name, logs in by.items()} for by in found.values()]
    return {
        H: [sd[f"H = {H}, one shared"] / sd[f"H = {H}, independent"] for sd in sds]
        for H in (16, 200)
    }


def show_latch(weights, found, h0s, ends, reach):
    """Show fixed points against the weight, and what a latch makes of its start.

    Shapes: weights (n,), found as gradient_flow.fixed_point_branches; h0s, ends, reach (m,).
    """
    share = np.mean(reach < 1e-6)
    print(
        f"gradient below 1e-6: {share:.0%} of the starts; the largest gradient: {reach.max():,.0f}"
    )
    fig, axes = figure(9, 3.2, columns=2)
    gradient_flow.fixed_point_branches(axes[0], weights, found)
    gradient_flow.latch_gradient(axes[1], h0s, ends, reach)
    show(
        fig,
        alt="Left: the fixed point 0 turns unstable at w = 1, and two stable branches part from "
        "it. Right: the end after 10 steps is -0.96 or 0.96, and its derivative is tiny but for "
        "starts near 0.",
        caption="**Small change: no change, or a large one.** Left, fixed points against $w$: "
        "above $w = 1$ there are two states to keep a bit in. Right, $w = 2$: where each start "
        "ends (solid), and how much the end reacts to the start (dashed, log axis).",
    )


def show_clipping(runs, result, threshold):
    """Print the stored runs, and show losses and norms of one run with and without clipping.

    runs: {name: (losses, norms, shares of saturated units)}.   result: the stored experiment.
    """
    print(
        "rate            last 50 losses, mean (from, to)   largest norm   norms above 1   "
        "units |h| > 0.99"
    )
    for k, one in enumerate(result.results[0]["runs"]):
        seeds = [seed["runs"][k] for seed in result.results]
        ends = [seed["last_50"] for seed in seeds]
        above = np.mean([seed["share_above"] for seed in seeds])
        largest = max(seed["largest_norm"] for seed in seeds)
        held = np.mean([seed["saturated"] for seed in seeds])
        name = f"{one['rate']:g} {'clipped' if one['clipped'] else 'not clipped'}"
        span = f"{np.mean(ends):.3f} ({min(ends):.3f}, {max(ends):.3f})"
        print(f"{name:15s} {span:>32s} {largest:14.1f} {above:15.1%} {held:18.1%}")
    by_seed = [(one["last_50"], one["saturated"]) for one in _unclipped(result)]
    ends = ", ".join(f"{loss:.2f} ({held:.0%})" for loss, held in by_seed)
    print(f"without clipping at the higher rate, seed by seed: {ends}")
    print(result.note())
    fig, axes = figure(9, 3.2, columns=2)
    losses, norms = ({name: run[i] for name, run in runs.items()} for i in (0, 1))
    gradient_flow.clipping_runs(*axes, losses, norms, threshold)
    show(
        fig,
        alt="Left: the loss of the clipped run falls, that of the run without clipping stays "
        "high. Right: the norms of the clipped run lie near 0.5 with a few spikes above the "
        "threshold of 1; those of the other run lie between 1 and 3, with spikes above 100.",
        caption="**The same run, with and without.** Seed 0, rate 3. Right, the norm before "
        "clipping on a log axis; dotted, the threshold.",
    )


def _unclipped(result):
    """Return each seed's run at the highest rate without clipping."""
    return [seed["runs"][-1] for seed in result.results]


def show_remedies(found):
    """Print and show how far gradients reach.   Shapes: {inputs: {remedy: [(T + 1,), ...]}}."""
    fig, axes = figure(9, 3.4, columns=len(found))
    lags = (10, 20, 50, 100)
    print("norm, median of the seeds", *[f"   lag {lag:3d}" for lag in lags])
    for inputs, by in found.items():
        for name, norms in by.items():
            middle = np.median(norms, axis=0)[list(lags)]
            print(f"{name:16s} sd {inputs:<6g}", *[f"{norm:10.1e}" for norm in middle])
    for ax, (inputs, norms) in zip(axes, found.items(), strict=True):
        gradient_flow.norms_by_lag(ax, norms, title=f"inputs of sd {inputs}")
    show(
        fig,
        alt="Norm of the gradient against lag for five networks, at small inputs left, at large "
        "inputs right. Right, plain and orthogonal tanh fall together below 1e-15; leaky and "
        "delay fall slowly; the identity with ReLU stays near 1.",
        caption="**What each remedy buys before training.** Median and range of 5 seeds, $H = 64$, "
        "leak $\\alpha = 0.1$, delay 10. Right, plain and orthogonal tanh are one curve.",
    )


def show_adding(live, result, baseline, solved=0.02):
    """Print who learned to add over 100 steps, and show both lengths.

    live: as gradient_flow.adding_errors takes it.   result: the stored experiment.
    """
    long = {}
    print("T = 100, stored")
    for kind in result.results[0]:
        seeds = [one[kind] for one in result.results]
        long[kind] = [(one["steps"], one["errors"]) for one in seeds]
        ends = sorted(one["errors"][-1] for one in seeds)
        below = sum(min(one["errors"]) < solved for one in seeds)
        largest = max(one["largest_norm"] for one in seeds)
        worst = max(max(one["errors"][1:]) for one in seeds)
        print(
            f"{kind:16s} below {solved}: {below} of {len(seeds)} seeds; last errors {ends[0]:.4f} "
            f"to {ends[-1]:.4f}; worst after the start {worst:.2g}; largest norm {largest:.2g}"
        )
    print(result.note())
    fig, axes = figure(9, 3.3, columns=2)
    gradient_flow.adding_errors(axes[0], live, baseline, title="T = 50, now")
    gradient_flow.adding_errors(axes[1], long, baseline, title="T = 100, stored")
    show(
        fig,
        alt="Test error against updates on the adding problem. Left, T = 50: tanh stays near 1/6, "
        "IRNN and LSTM fall far below. Right, T = 100: the same, and orthogonal tanh stays with "
        "plain tanh, but for one seed. An arrow marks an IRNN run that leaves the axis at the top "
        "and comes back.",
        caption="**Who learns to add.** Each line is one seed; a line ends where the error is "
        "below 0.005. The axis stops at 10: some runs start above it, and one IRNN run exploded "
        "on its way (arrow) and came back.",
    )


def show_claims(slopes, shared, settled, spread, clipping, remedies, reach, adding):
    """Show the table of claims, each from what the cells above measured.

    slopes, shared, settled, spread, remedies: as show_slopes, print_costs, show_spread and
    show_remedies take them; clipping and adding: stored; reach (m,): as show_latch takes it.
    """
    rows = [*_claims_of_slopes(slopes, shared, settled), _claim_of_sharing(spread)]
    rows += [_claim_of_clipping(clipping), _claim_of_orthogonal(remedies), _claim_of_latch(reach)]
    claims.show_claims([*rows, _claim_of_adding(adding)])


def _claims_of_slopes(slopes, shared, settled):
    fits = {
        name: {g: np.array([_slope(logs) for logs, _ in runs]) for g, runs in by.items()}
        for name, by in slopes.items()
    }
    rest, driven = (fits[name] for name in slopes)
    means = ", ".join(f"${value.mean():.3f}$" for value in rest.values())
    yield (
        "Gradients vanish where the largest eigenvalue is below 1, and explode where it is above "
        "(many lectures)",
        f"at rest, gains {', '.join(map(str, rest))}: slopes {means}; driven tanh at gain 1.5: "
        f"${driven[1.5].mean():.3f}$ (sd {driven[1.5].std(ddof=1):.3f}); {len(rest[1.5])} seeds",
        verdict(
            "at rest yes; a driven tanh network vanishes at gain 1.5",
            rest[0.5].max() < 0 < rest[1.5].min(),
            driven[1.5].max() < 0,
        ),
    )
    runs = [run for by in slopes.values() for some in by.values() for run in some]
    off = [abs(_slope(logs) - line) for logs, line in runs]
    high = max(shared)
    measured = np.mean([_slope(logs) for logs, _ in shared[high]])
    early, late = (np.mean([line for _, line in by[high]]) for by in (shared, settled))
    yield (
        "The slope is $\\ln(g \\cdot \\mathrm{rms}\\,\\varphi')$ (Schoenholz et al. 2017, depth)",
        f"gains up to 1.5: {len(off)} slopes, largest error {max(off):.3f}; gain {high:g}, "
        f"{len(shared[high])} seeds: {measured:.3f} against {early:.3f}, settled states {late:.3f}",
        verdict(
            f"to gain 1.5 within {TOLERANCE}; beyond, for settled states",
            max(off) < TOLERANCE < abs(measured - early),
            abs(measured - late) < TOLERANCE,
        ),
    )


def _claim_of_sharing(spread):
    by_H = _sharing(spread)
    lags = " and ".join(map(str, spread))
    ratios = "; ".join(
        f"{H} units: {' and '.join(f'{ratio:.1f}' for ratio in found)}" for H, found in by_H.items()
    )
    draws = len(next(iter(spread[max(spread)].values())))
    return (
        "Shared weights make it worse than depth does (lectures)",
        f"sd of ln norm, {draws} draws, shared over independent, at lags {lags}: {ratios}",
        verdict(
            "yes, and more at longer lags",
            all(1 < short < long for short, long in by_H.values()),
        ),
    )


def _claim_of_clipping(result):
    runs = list(zip(*(seed["runs"] for seed in result.results), strict=True))
    ends = [np.array([one["last_50"] for one in seeds]) for seeds in runs]
    low, high = (f"{seeds[0]['rate']:g}" for seeds in (runs[0], runs[-1]))
    spans = [f"{e.mean():.3f} ({e.min():.3f} to {e.max():.3f})" for e in ends]
    return (
        "Explosion is handled by clipping (Pascanu et al. 2013)",
        f"character model, {len(ends[0])} seeds, rate {high}: {spans[2]} clipped, {spans[3]} not; "
        f"rate {low}: {ends[0].mean():.3f} and {ends[1].mean():.3f}",
        verdict(
            f"at rate {high}; at rate {low} nothing changes",
            ends[2].max() < ends[3].min() and ends[3].mean() > ends[2].mean() + 1,
            abs(ends[0].mean() - ends[1].mean()) < 0.02,
        ),
    )


def _claim_of_orthogonal(remedies):
    (weak, small), (_, driven) = remedies.items()
    names = "orthogonal tanh", "plain tanh"
    turned, plain = (np.median(small[name], axis=0) for name in names)
    ends = [float(np.median(driven[name], axis=0)[100]) for name in names]
    return (
        "Orthogonal initial weights keep gradients alive (Saxe et al. 2013)",
        f"median of {len(small[names[0]])} seeds, orthogonal against plain, inputs of sd {weak}: "
        f"{turned[10]:.2f} and {plain[10]:.2f} at lag 10, {turned[100]:.3f} and {plain[100]:.3f} "
        f"at lag 100; driven, lag 100: {ends[0]:.1e} and {ends[1]:.1e}",
        verdict(
            "for linear networks; half is left at lag 20 with tanh, nothing when driven",
            0.4 < turned[20] < 0.6,
            max(ends) < 1e-15,
        ),
    )


def _claim_of_latch(reach):
    share = np.mean(reach < 1e-6)
    return (
        "A bit that is held safely cannot be learned (Bengio et al. 1994)",
        f"$w = 2$, 10 steps: gradient below 1e-6 from {share:.0%} of {len(reach):,} starts, up to "
        f"{reach.max():.0f} near 0",
        verdict("yes, for such units", share > 0.5, reach.max() > 100),
    )


def _claim_of_adding(result):
    ends = {
        kind: np.array([one[kind]["errors"][-1] for one in result.results])
        for kind in result.results[0]
    }
    learned = max(ends["IRNN"].max(), ends["LSTM"].max())
    spans = {kind: f"{values.min():.3f} to {values.max():.3f}" for kind, values in ends.items()}
    return (
        "tanh networks do not learn the adding problem, IRNN and LSTM do (Le et al. 2015)",
        f"$T = {result.settings['T']}$, {result.settings['steps']:,} updates, "
        f"{len(ends['tanh'])} seeds: tanh ends at {spans['tanh']}, orthogonal tanh at "
        f"{spans['orthogonal tanh']}; IRNN and LSTM at {learned:.4f} or below on every seed",
        verdict(
            "IRNN and LSTM yes; tanh not at these rates, which were not searched",
            learned < 0.02,
            ends["tanh"].min() > 0.1,
        ),
    )
