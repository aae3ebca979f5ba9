"""The figures of module 04 with their texts, and the tables that are printed beside them."""

import numpy as np

from helpers.datasets.source_code import CODE_VOCAB, unit_correlations
from helpers.plots import curves, gradient_flow, states
from helpers.plots.cell_diagrams import show_cell
from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict
from helpers.plots.style import figure, show

COLUMNS, LINES = 84, 14  # of text in a figure
SOLVED = 0.02  # a test error of the adding problem below which it counts as learned

CELL = """**The module on one page: one step of an LSTM.** It returns, small,
where a part is at work. Along the top the memory $c$: one product, one sum, nothing else."""


def show_map_at(*parts, cell="lstm"):
    """Show a cell's diagram small, with the parts at work in colour; without parts large."""
    show_cell(cell, at=parts, caption="" if parts else CELL)


def busiest(signal, span=600):
    """Return the row of a batch, and the step in it, after which a signal begins most often.

    Shapes: signal (T, B) of truth values -> row, step.
    """
    starts = (np.diff(signal.astype(float), axis=0) > 0).cumsum(axis=0)
    counts = starts[span:] - starts[:-span]
    step, row = np.unravel_index(int(counts.argmax()), counts.shape)
    return int(row), int(step)


def show_opening(ids, values, r):
    """Show source code coloured by the cell that follows single quotation marks.

    Shapes: ids, values (T,); r: its correlation, whose sign says which values are shown dark.
    """
    opens, ends = ("rises", "falls") if r > 0 else ("falls", "rises")
    _show_text(
        ids,
        np.sign(r) * values,
        what="dark inside strings in single quotation marks, and light outside",
        caption="**One number out of 128.** The background shows one memory cell of the LSTM "
        f"after each character, {_shades(r)}. It {opens} where a string in single quotation marks "
        f"opens, and {ends} where it ends.",
    )


def show_brackets(ids, values, r, where="on a file it was not chosen on"):
    """Show source code coloured by the cell for bracket depth.   Shapes: as show_opening."""
    _show_text(
        ids,
        np.sign(r) * values,
        what="dark inside brackets, darker inside brackets in brackets, and light outside",
        caption=f"**The cell for brackets,** chosen by `best_unit_for` on training files, {where}; "
        f"{_shades(r)}.",
    )


def _shades(r):
    """Return which shade is which value: inside is dark, also where the cell is low there."""
    low, high = ("white", "dark blue") if r > 0 else ("dark blue", "white")
    return f"{low} where its value is lowest, {high} where it is highest"


def _show_text(ids, values, what, caption):
    text = CODE_VOCAB.decode(ids)
    start = text.index("\n")
    start += len(text[start:]) - len(text[start:].lstrip("\n"))  # at a line that is not empty
    lines, parts = _lines(text[start:], values[start:])
    fig, ax = figure(9, 9 * 2 * len(lines) / COLUMNS)
    fig.set_layout_engine("none")
    ax.set_position((0, 0, 1, 1))
    states.coloured_text(ax, lines, parts, COLUMNS)
    alt = f"Lines of Python source, each character on a ground coloured by a memory cell: {what}."
    show(fig, alt=alt, caption=caption)


def _lines(text, values):
    """Cut a text into its first lines, long ones broken, and values with it."""
    lines, parts, start = [], [], 0
    for line in text.splitlines(keepends=True):
        for at in range(0, len(line), COLUMNS):
            piece = line[at : at + COLUMNS].rstrip("\n")
            lines.append(piece)
            parts.append(values[start + at : start + at + len(piece)])
        start += len(line)
    return lines[:LINES], parts[:LINES]


def show_units(found, result):
    """Print and show the best units.

    found: {signal: {"unit", "r", "groups", "all"}}, of the shipped weights, on held-out files;
    result: the stored experiment source_lstm, of several seeds.
    """
    untrained = [{k: abs(v["r"]) for k, v in one["untrained"].items()} for one in result.results]
    seeds = [{k: abs(v["r"]) for k, v in one["signals"].items()} for one in result.results]
    many = len(seeds)
    print(f"{'':17s}{'held-out r of the chosen unit':>44s}{'r of other units':>31s}")
    print(
        f"{'signal':17s}{'unit':>5s}{'all':>7s}{'8 groups':>16s}{f'{many} seeds':>16s}"
        f"{'next':>7s}{'median':>8s}{f'{many} untrained':>16s}"
    )
    for name, one in found.items():
        others = np.sort(np.abs(np.delete(one["all"], one["unit"])))
        groups, by_seed, first = (
            f"{min(some):8.2f} to {max(some):.2f}"
            for some in (
                np.abs(one["groups"]),
                [seed[name] for seed in seeds],
                [seed[name] for seed in untrained],
            )
        )
        print(
            f"{name:17s}{one['unit']:5d}{one['r']:+7.2f}{groups}{by_seed}"
            f"{others[-1]:7.2f}{np.median(others):8.2f}{first}"
        )
    print(result.note())
    with_first = {k: {**v, "untrained": untrained[0][k]} for k, v in found.items()}
    fig, ax = figure(8.5, 3.6)
    states.all_units(ax, with_first)
    show(
        fig,
        alt="A row of dots for each signal, the absolute correlation of each of 128 units with it. "
        "For indentation, bracket depth and single quotation marks the chosen unit lies far right "
        "of all others; for any string nearer; for double marks two other units lie beside it. "
        "The best unit of an untrained network lies near the edge of the crowd in each row.",
        caption="**One unit among 128.** Each dot is a unit's correlation on files it was not "
        "chosen on; the diamond is the one chosen on training files, the square the unit "
        "chosen in the same way before training.",
    )


def print_kinds(cell, counts, depth):
    """Print what a cell holds by kind of bracket, and return the letter of the choice.

    Shapes: cell, depth (T, B): tanh(c), and the open brackets of all kinds; counts {"round",
    "square", "curly": (T, B)}, those of one kind. -> "b" or "c" if the correlation with one of
    the first two is more than twice as large as with any other kind, else "a".
    """
    total = sum(counts.values())
    same = np.mean(total == depth)
    print(f"open brackets of all three kinds add up to the bracket depth in {same:.1%}")
    follows = {kind: _correlation(cell, count) for kind, count in counts.items()}
    for kind, r in follows.items():
        inside = (counts[kind] > 0).sum()
        print(f"r with {kind + ' brackets':15s} {r:+.2f}   ({inside:6,d} characters inside)")
    alone = {kind: (count > 0) & (count == total) for kind, count in counts.items()}
    places = {
        "outside": total == 0,
        "in square brackets only": alone["square"],
        "in one round one only": alone["round"] & (total == 1),
        "in two round ones only": alone["round"] & (total == 2),
    }
    for name, at in places.items():
        print(f"mean tanh(c) {name:24s} {cell[at].mean():+.2f}   ({at.sum():6,d} characters)")
    *others, largest = sorted(follows, key=lambda kind: abs(follows[kind]))
    single = abs(follows[largest]) > 2 * abs(follows[others[-1]])
    return {"round": "b", "square": "c"}.get(largest, "a") if single else "a"


def _correlation(cell, count):
    return unit_correlations(cell.reshape(-1, 1), count.ravel())[0]


def print_both(ours, theirs, targets, head):
    """Print the answers of an LSTM and of torch's with its weights.

    Shapes: ours, theirs (T, B, H); targets (B,); head (W_y, b_y).
    """
    W_y, b_y = head
    print("sum wanted ", *[f"{target:9.5f}" for target in targets[:5]])
    for name, hs in (("yours", ours), ("nn.LSTM", theirs)):
        print(f"{name:11s}", *[f"{answer:9.5f}" for answer in (hs[-1, :5] @ W_y + b_y)[:, 0]])
    print(f"largest difference of any state: {np.abs(ours - theirs).max():.0e}")


def print_gradients(dp, layer):
    """Print how far gradients of an LSTM's weights are from those that torch found.

    dp: LSTMParams of gradients; layer: the torch.nn.LSTM after backward().
    """
    for (name, gradient), weight in zip(dp._asdict().items(), layer.parameters(), strict=False):
        off = np.abs(gradient - weight.grad.numpy().T).max() / np.abs(gradient).max()
        print(f"d{name}: largest difference {off:.0e} of the largest entry")


def show_streams(result):
    """Print and show the stored experiment `streams`."""
    cells = {name: [one[name] for one in result.results] for name in result.results[0]}
    print("median (range)   error, first tenth      error, last tenth       rms of c, last tenth")
    for name, seeds in cells.items():
        first, last = (np.array([one["errors"][k] for one in seeds]) for k in (0, -1))
        sizes = np.array([one["cells"][-1] for one in seeds])
        print(f"{name:17s}{_span(first):24s}{_span(last):24s}{_span(sizes, 1)}")
    print(result.note())
    fig, axes = figure(9, 3.1, columns=2)
    curves.stream_lines(axes[0], cells, "errors", "mean squared error", baseline=1 / 3)
    curves.stream_lines(axes[1], cells, "cells", "rms of $c$", log=True)
    show(
        fig,
        alt="Left: the error of the 1997 cell rises along the stream, on two seeds beyond "
        "the baseline of one third; that of the LSTM stays near 0. Right, log axis: the size of c "
        "of the 1997 cell grows all the time, that of the LSTM stays below 1.",
        caption="**Without a forget gate the state only grows.** Five seeds each, trained on "
        "sequences of 50 steps, tested on one of 5,000 without a reset.",
    )


def _span(values, digits=3):
    """Return a median with its range as text."""
    low, middle, high = np.min(values), np.median(values), np.max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def show_two_ways(norms, direct):
    """Print and show gradients by lag, with the direct way.   Shapes: as gradient_flow.two_ways."""
    lags = [lag for lag in (10, 50, 100) if lag < len(next(iter(norms.values())))]
    print(f"{'norm, lag 0 is 1':22s}", *[f"   lag {lag:3d}" for lag in lags])
    for name, values in norms.items():
        print(f"{name:22s}", *[f"{values[lag]:10.1e}" for lag in lags])
        if name in direct:
            print(f"{'  direct way only':22s}", *[f"{direct[name][lag]:10.1e}" for lag in lags])
    fig, ax = figure(7.5, 3.6)
    gradient_flow.two_ways(ax, norms, direct)
    show(
        fig,
        alt="Norm of the gradient against lag on a log axis. The tanh network's falls fast, "
        "at the same rate as that of an LSTM with forget bias 0; with bias 1 it falls more slowly, "
        "and with bias 5 it grows a little. The dashed direct way lies far below at biases 0 and "
        "1, and only a little below at bias 5.",
        caption="**How far gradients reach before training.** Solid, the whole gradient; dashed, "
        "the way through the forget gates alone. Median of the seeds.",
    )


def show_adding(cells, rnn, faster):
    """Print and show who learns to add over 100 steps.

    cells, rnn, faster: the stored experiments adding_cells, adding_100 and adding_rate (the tanh
    network at the LSTM's rate, printed only), with the same sizes and seeds.
    Returns {name: updates until it was learned, for each seed; None where it was not}.
    """
    groups, runs = adding_groups(cells, rnn), _adding_runs(cells, rnn)
    again = f"tanh, rate {faster.settings['rate']}"
    printed = {again: [_solved_at(one) for one in faster.results], **groups}
    for name, seeds in printed.items():
        ends = [one["errors"][-1] for one in (runs | {again: faster.results})[name]]
        done = [at for at in seeds if at is not None]
        first = f"; after {min(done)} to {max(done)} updates" if done else ""
        print(f"{name:21s} {len(done)} of {len(seeds)} seeds; last errors {_span(ends)}{first}")
    print(cells.note())
    fig, ax = figure(8, 3.2)
    curves.updates_needed(ax, groups, cells.settings["steps"])
    show(
        fig,
        alt="Dots for five seeds of six networks: after how many updates the adding problem over "
        "100 steps is solved, or a cross where it was not. The tanh network has crosses only.",
        caption="**Who learns to add over 100 steps.** A dot is a seed, a cross one that had not "
        "learned it after 1,500 updates (tanh at rate 0.005 is printed only).",
    )
    return groups


def adding_groups(cells, rnn):
    """Return {name: updates until adding was learned, for each seed; None where it was not}.

    cells, rnn: as show_adding takes them.
    """
    return {
        name: [_solved_at(one) for one in runs] for name, runs in _adding_runs(cells, rnn).items()
    }


def _adding_runs(cells, rnn):
    """Return {name: runs of all seeds} from both experiments, in the order of the module."""
    first, *rest = cells.results[0]
    named = {name: [one[name] for one in cells.results] for name in (first, *rest)}
    named["tanh network"] = [one["tanh"] for one in rnn.results]
    named["LSTM, forget bias 1"] = [one["LSTM"] for one in rnn.results]
    biases = [f"LSTM, forget bias {b}" for b in (0, 1, 5)]
    order = ["tanh network", *(name for name in (first, *rest) if name.startswith("1997")), *biases]
    return {name: named[name] for name in order}


def _solved_at(run):
    """Return after how many updates the error was first below SOLVED, or None."""
    both = zip(run["steps"], run["errors"], strict=True)
    return next((step for step, error in both if error < SOLVED), None)


def show_counting(cell, n, result, longest_closed):
    """Print who counts, and show one counter and the longest strings.

    Shapes: cell (2n + 1,), one unit's c while a^n b^n is read.   result: the stored experiment;
    longest_closed: as in experiments.m04_lstm.counting.
    Returns {network: the longest n, for each seed}.
    """
    groups, names = {}, {"rnn": "Elman", "gru": "GRU", "lstm": "LSTM"}
    for kind in result.results[0]:
        name = names[kind]
        groups[name] = [longest_closed(one[kind]["right"]) for one in result.results]
        weights = result.results[0][kind]["weights"]
        reached = ", ".join(map(str, groups[name]))
        print(f"{name:5s}{weights:6,d} weights; all closed right up to n = {reached}")
    print(result.note())
    fig, axes = figure(9, 3.1, columns=2)
    states.counter(axes[0], cell, n)
    curves.longest_strings(axes[1], groups, result.settings["longest"])
    show(
        fig,
        alt="Left: one memory cell moves nearly in a straight line while a is read, and back while "
        "b is read. Right: for five seeds each, the longest string closed right; LSTMs reach "
        "further beyond the training length than GRU and RNN.",
        caption="**A memory cell that counts.** Left, one unit of an LSTM; right, how far each "
        "network continues what it learned on short strings.",
    )
    return groups


def show_claims(norms, streams, adding, rnn, counting, longest_closed, reader):
    """Show the table of claims, each from what the cells above measured.

    norms: as show_two_ways takes it; streams, adding, rnn (adding_100), counting and reader
    (source_lstm): stored experiments; longest_closed: as show_counting takes it.
    """
    groups = adding_groups(adding, rnn)
    rows = [_claim_of_default(norms), _claim_of_streams(streams), *_claims_of_adding(groups)]
    claims.show_claims(
        [*rows, _claim_of_counting(counting, longest_closed), _claim_of_cells(reader)]
    )


def _claim_of_default(norms):
    ends = {name: values[100] for name, values in norms.items()}
    zero, one, five, plain = ends.values()
    return (
        "Remembering is an LSTM's default (Olah 2015, and many lectures)",
        f"gradient at lag 100 before training, medians: {zero:.1e} at forget bias 0, {one:.0e} at "
        f"1, {five:.1f} at 5; tanh network {plain:.1e}",
        verdict("no; it is within reach", zero < 10 * plain, one < 1e-6, five > 0.1),
    )


def _claim_of_streams(result):
    old, new = ([one[name] for one in result.results] for name in ("1997", "LSTM"))
    sizes, kept = ([one["cells"][-1] for one in cell] for cell in (old, new))
    errors, solved = ([one["errors"][-1] for one in cell] for cell in (old, new))
    return (
        "Without a forget gate the state grows on a stream (Gers et al. 2000)",
        f"5,000 steps, {len(old)} seeds: rms of $c$ {_range(sizes, 0)} at the end, with a forget "
        f"gate {_range(kept, 1)}; error {_range(errors, 3)}, with one at most {max(solved):.3f}",
        verdict("yes", min(sizes) > 10 > 1 > max(kept), min(errors) > 10 * max(solved)),
    )


def _claims_of_adding(groups):
    done = {name: [at for at in seeds if at is not None] for name, seeds in groups.items()}
    of = {name: f"{len(done[name])} of {len(groups[name])}" for name in groups}
    plain, open_, closed, zero, one, five = groups
    spans = {name: f"{min(at):,} to {max(at):,}" for name, at in done.items() if at}
    yield (
        "LSTMs bridge long lags where plain networks fail (Hochreiter & Schmidhuber 1997)",
        f"adding, $T = 100$, 1,500 updates: LSTM (bias 1) {of[one]} seeds, tanh {of[plain]}",
        verdict("yes, at these rates", len(done[one]) == len(groups[one]), not done[plain]),
    )
    counts = [len(done[closed]), len(done[open_])]
    yield (
        "The 1997 cell should start with its input gates nearly closed (the same)",
        f"adding: {of[closed]} seeds at bias $-3$, {of[open_]} at bias 0",
        verdict("points that way; by chance in 44 % of trials (Fisher's test)", counts == [5, 3]),
    )
    yield (
        "A forget bias of 1 should be the default (Jozefowicz et al. 2015)",
        "adding, seeds that learned and after how many updates: "
        + "; ".join(f"bias {n[-1]}: {of[n]}, {spans[n]}" for n in (zero, one, five)),
        verdict(
            "points that way among these three; bias 0 learns as well, and 5 is later",
            len(done[zero]) == len(done[one]) >= len(done[five]),
            np.mean(done[one]) < np.mean(done[zero]) < np.mean(done[five]),
        ),
    )


def _claim_of_counting(result, longest_closed):
    reached = {
        kind: sorted(longest_closed(one[kind]["right"]) for one in result.results)
        for kind in ("lstm", "gru", "rnn")
    }
    trained, others = result.settings["longest"], [*reached["gru"], *reached["rnn"]]
    return (
        "LSTMs count, GRUs do not (Weiss et al. 2018)",
        f"$a^n b^n$, $n \\le {trained}$ in training; all right up to $n$, by seed: LSTM "
        f"{', '.join(map(str, reached['lstm']))}; GRU and Elman {max(others)} at most",
        verdict(
            "LSTMs beyond training, not without end; of GRUs it points that way (one rate)",
            min(reached["lstm"]) > max(others),
            max(others) < 1.2 * trained,
        ),
    )


def _claim_of_cells(result):
    by = {
        name: [abs(one["signals"][name]["r"]) for one in result.results]
        for name in result.results[0]["signals"]
    }
    said = {
        "bracket depth": "bracket depth",
        "indentation": "indentation",
        "inside a string": "inside a string",
        "single quotation marks": "inside '...'",
    }
    return (
        "Single cells can be read (Karpathy et al. 2015)",
        f"$r$ on other files, {len(result.results)} trainings: "
        + ", ".join(f"{text} {_range(by[name], 2)}" for text, name in said.items()),
        verdict(
            "some; not always what one looked for",
            min(by["bracket depth"] + by["indentation"]) > 0.6,
            all(a > b for a, b in zip(by["inside '...'"], by["inside a string"], strict=True)),
        ),
    )


def _range(values, digits):
    """Return the smallest and the largest as text."""
    return f"{min(values):,.{digits}f} to {max(values):,.{digits}f}"


def show_learning(errors, baseline):
    """Show test errors on the adding problem.   errors: {name: {updates: error}}."""
    for name, run in errors.items():
        print(f"{name}: {', '.join(f'{value:.4f}' for value in run.values())}")
    fig, ax = figure(6.5, 2.6)
    alone = len(errors) == 1
    title = "An LSTM in NumPy learns to add." if alone else "The same with two other biases."
    runs = {name: [(list(run), list(run.values()))] for name, run in errors.items()}
    gradient_flow.adding_errors(ax, runs, baseline)
    show(
        fig,
        alt="Test error against updates: each line starts above the dashed baseline of one sixth, "
        "stays near it for a while, and falls far below.",
        caption=f"**{title}** Test error every 50 updates on a log axis, one seed; dashed, the "
        "baseline.",
    )
