"""The figures of module 01, and its map: how a character model reads, is scored, learns, writes."""

from helpers.plots import backward, curves, gradients, states, unrolling
from helpers.plots.course_map import Map
from helpers.plots.style import figure, show

MAP = Map(
    parts={
        "text": (0, 0, "text,\none id a step"),
        "embedding": (1, 0, "embedding\n$x_t$"),
        "state": (2, 0, "state\n$h_t$"),
        "head": (3, 0, "head\n$o_t$"),
        "writing": (4, 0, "new text,\nsampled"),
        "loss": (3, 1, "loss\n$L$"),
        "gradient": (2, 1, "gradient,\nback in time"),
        "update": (1, 1, "update of\nall weights"),
    },
    arrows=(
        ("text", "embedding"),
        ("embedding", "state"),
        ("state", "state"),
        ("state", "head"),
        ("head", "writing"),
        ("head", "loss"),
        ("loss", "gradient"),
        ("gradient", "update"),
    ),
    brackets=(("update", ("embedding", "state", "head")),),
    about=(
        "Map of the module: text becomes ids, an embedding of each id enters the state, which "
        "feeds itself and a head; the head writes new text, or a loss scores it, and the loss's "
        "gradient runs back in time and updates the weights of embedding, state and head."
    ),
)


def show_ngrams(orders, added, interpolated):
    """Show the held-out loss of both kinds of n-gram model.   Shapes: all (n,)."""
    fig, ax = figure(7, 3)
    curves.ngram_orders(ax, orders, {"0.05 added": added, "interpolated": interpolated})
    show(
        fig,
        alt="Held-out loss against n. With 0.05 added it falls to n = 4 and rises steeply after; "
        "interpolated it falls to n = 5, lower, and rises slowly after.",
        caption="**A longer window helps, then hurts.** Held-out loss of two kinds of $n$-gram "
        "model. Interpolation reaches a lower loss at a larger $n$, but rises after it too.",
    )


def show_mappings():
    """Show the five shapes of mapping."""
    fig, axes = figure(9, 2.6, columns=5)
    unrolling.mapping_shapes(axes)
    show(
        fig,
        alt="Five small diagrams: one to one, one to many, many to one, many to many of the same "
        "length, and many to many through an encoder and a decoder.",
        caption="**What is fed in, and where the head reads.** From left to right, a label for "
        "features, a caption, a sentiment, a tag for each word, a translation: all use the same "
        "kind of cell.",
    )


def show_unrolled():
    """Show the network rolled and unrolled."""
    fig, axes = figure(8, 3.4, columns=2, width_ratios=(1, 2.6))
    unrolling.rolled(axes[0])
    unrolling.unrolled(axes[1], T=4)
    show(
        fig,
        alt="Left: one recurrent unit with a loop marked W_h. Right: the same unit drawn four "
        "times in a row; every arrow from one state to the next carries the same W_h.",
        caption="**One network, drawn twice.** Left, rolled: the loop is a delay of one step. "
        "Right, unrolled: a deep network whose layers are steps. $x_t$ is the input, $h_t$ the "
        "state, $o_t$ what the head reads off it. All arrows of one colour are copies of one "
        "matrix of weights, $W_x$, $W_h$ or $W_y$ (sections 3 and 5).",
    )


def show_memory(hs_a, hs_b, distances):
    """Show two runs that differ in their first token, and how their distance falls over seeds.

    Shapes: hs_a, hs_b (T, H), of one seed; distances (seeds, T).
    """
    fig, axes = figure(9, 3.1, columns=2)
    states.state_traces(axes[0], hs_a[:14], hs_b[:14])
    states.state_distance(axes[1], distances)
    show(
        fig,
        alt="Left: one unit of two runs over 14 steps; apart at first, then the lines coincide. "
        "Right: the distance between the states of two runs falls on a straight line on a log "
        "axis over 30 steps, for ten seeds.",
        caption="**The difference fades.** Left, the unit that differs most: after a few steps "
        "the lines coincide. Right, the distance between the whole states, near a straight line "
        "on a log axis: it shrinks by a steady factor per step. $H = 64$.",
    )


def show_automaton(hs, bits):
    """Show the states of the parity machine.   Shapes: hs (T, 2), bits (T,)."""
    fig, ax = figure(5, 4)
    states.parity_states(ax, hs, bits)
    show(
        fig,
        alt="The plane of the two units: three clusters at (-1,-1), (1,-1) and (1,1), with arrows "
        "labelled by the bit that moves the state from one to another.",
        caption="**A network that is an automaton.** The visited states form three tight "
        "clusters. A 1 changes the parity. A 0 keeps it, though it moves one even state to the "
        "other.",
    )


def show_loss_at_start(sds, losses, lnV):
    """Show the loss of untrained models.   Shapes: sds (n,), losses (seeds, n)."""
    fig, ax = figure(6, 3)
    curves.loss_at_start(ax, sds, losses, lnV)
    show(
        fig,
        alt="Loss before training against the readout's standard deviation: flat at ln V, then "
        "rising far above it.",
        caption="**A first test of any model.** With a small readout the loss starts at "
        "$\\ln V$. With a large one the untrained model is confidently wrong. Five seeds.",
    )


def show_two_facts():
    """Show fan-out and copies, the two facts behind the derivation."""
    fig, axes = figure(9, 2.9, columns=2)
    backward.fan_out(axes[0])
    backward.copies(axes[1])
    show(
        fig,
        alt="Left: a state h_t feeds its head and the next step; a gradient comes back from "
        "each, and dh_t is their sum. Right: one matrix W_h is used at three steps; a part of "
        "its gradient comes back from each copy, and dW_h is their sum.",
        caption="**All of backpropagation through time in two pictures.** Solid, forward; "
        "dashed, the gradient on its way back. Wherever arrows split on the way forward, their "
        "gradients meet on the way back, and are added.",
    )


def show_step_sizes(eps, errors):
    """Show the error of numeric gradients against their step.   Shapes: (n,), (seeds, n)."""
    fig, ax = figure(6, 3.2)
    gradients.step_size_error(ax, eps, errors)
    show(
        fig,
        alt="Relative error of the numeric gradient against step size on log axes: a V with its "
        "minimum near 1e-5; at 1e-12 the error is many orders larger.",
        caption="**Why $10^{-5}$ and not $10^{-12}$.** To the right of the minimum the formula's "
        "own error grows as $\\varepsilon^2$, to its left rounding grows as $1/\\varepsilon$. "
        "Five seeds.",
    )


def show_chunks(T, *ks):
    """Show the gradient's arrows over T steps, one row for each chunk length."""
    fig, axes = figure(9, 2.6 * len(ks), rows=len(ks))
    for ax, k in zip(axes if len(ks) > 1 else [axes], ks, strict=True):
        unrolling.gradient_arrows(ax, T=T, k=min(k, T))
    rows = " ".join(_chunk_row(T, min(k, T)) for k in ks)
    caption = "**Cut the gradient, keep the value.** The state crosses every border; a gradient "
    show(fig, alt=rows, caption=caption + "arrow that would cross one is cut.")


def _chunk_row(T, k):
    cut = -(-T // k) - 1
    return f"{T} states in chunks of {k}: {T - cut} gradient arrows run back, {cut} are cut."


def show_training(before, tables, live):
    """Show the held-out loss of stored runs and of the run just made, on a log axis of updates.

    before: the stored experiment elman_pydoc. tables: losses of n-gram models, n = 1, 2, ...
    live: (updates, losses).
    """
    names = ("unigram", "bigram", "trigram", "4-gram", "5-gram")
    losses = [run["losses"] for run in before.results]
    ends = sorted(run[-1] for run in losses)
    fig, ax = figure(9, 3.6)
    lines = dict(zip(names, tables, strict=False))
    curves.loss_curves(ax, before.settings["moments"], losses, lines, live=live, log=True)
    show(
        fig,
        alt="Held-out loss of the network against updates, on a log axis: it passes the unigram, "
        "the bigram and the trigram line, and stays above those of the 4-gram and the 5-gram.",
        caption="**Past the trigram, not past the best.** Held-out nats per character; the "
        "dashed lines are interpolated $n$-gram models of the same text. The stored seeds end at "
        f"{ends[0]:.3f} to {ends[-1]:.3f}. {before.note()}",
    )


def show_context(before):
    """Show the loss against the number of characters given; before is the stored elman_pydoc."""
    fig, ax = figure(7.5, 3)
    names = {"200": "200 updates", "3000": "3,000 updates"}
    losses = {name: [run["context"][at] for run in before.results] for at, name in names.items()}
    curves.loss_by_context(ax, before.settings["context_lengths"], losses)
    show(
        fig,
        alt="Held-out loss against how many of the last characters the model was given: after "
        "200 updates flat from 4 or 5 on; after 3,000 it falls further, and is flat from 8 on.",
        caption="**How far back it looks.** Held-out loss when the state starts at zero and the "
        "model reads only so many of the last characters. Where a curve is flat, what lies further "
        "back is not used.",
    )


def show_truncation(before):
    """Show how far truncated gradients are from the full one; before is the stored elman_pydoc."""
    fig, axes = figure(8.5, 3.2, columns=2)
    errors, cosines = (
        [run[f"truncation_{kind}"]["3000"] for run in before.results]
        for kind in ("error", "cosine")
    )
    gradients.truncation_error(*axes, before.settings["chunk_lengths"], errors, cosines, elman_k=1)
    show(
        fig,
        alt="Relative error and cosine of truncated against full gradients over chunk length k, "
        "k = 1 marked as Elman's: on the whole the error falls to 0 and the cosine rises to 1.",
        caption="**The bias of truncation** after 3,000 updates, over 64 steps of held-out text. "
        "Elman's $k = 1$, the shortest chunk, has the largest error and the smallest cosine.",
    )
