"""What is said of bidirectional networks and of padded batches, beside what module 06 measured."""

import numpy as np

from helpers.plots.modules import claims
from helpers.plots.modules.claims import verdict


def show_claims(scores, web, late, dice, speed, waste, orders, interval):
    """Show the table of claims, each from what the module's cells measured.

    scores: {tagger: (seeds, 3)} of the course's sentences; web: {tagger: (seeds, 2)} of EWT.
    late: {words late: (seeds, 2)}; dice: {"one way", "two ways": losses (T,)}; speed: {(order,
    how): words per s}; waste: {order: share}; orders: the stored batch_order.
    interval: (scores_a, scores_b) -> mean, low, high.
    """
    claims.show_claims(
        [
            _both_sides(scores, web, interval),
            _right_context(scores, interval),
            _lstm(scores, interval),
            _cheat(dice),
            _wait(late, interval),
            _packing(speed, waste),
            _sorting(orders, interval),
        ]
    )


def _told(found, digits=3):
    mean, low, high = found
    return f"{mean:+.{digits}f} [{low:+.{digits}f}, {high:+.{digits}f}]"


def _both_sides(scores, web, interval):
    own = interval(scores["both"][:, 0], scores["left"][:, 0])
    ewt = interval(web["both"][:, 0], web["left"][:, 0])
    window = interval(scores["both"][:, 0], scores["window of 3"][:, 0])
    return (
        "Two directions beat one (Schuster & Paliwal 1997; Graves & Schmidhuber 2005, on speech)",
        f"right words, both minus left, 5 seeds, equal weights: own sentences {_told(own)}, EWT "
        f"{_told(ewt)}; both minus a window of three words, own: {_told(window)}",
        verdict("yes; a window does as well on ours", own[1] > 0, ewt[1] > 0, window[1] < 0),
    )


def _right_context(scores, interval):
    left, right = (interval(scores["both"][:, 0], scores[n][:, 0]) for n in ("left", "right"))
    marked = interval(scores["both"][:, 1], scores["right"][:, 1])
    return (
        "A word's context is on both sides (many lectures)",
        f"all words: both minus left {_told(left)}, both minus right {_told(right)}; words marked "
        f"as decided by what follows: both minus right {_told(marked)}",
        verdict(
            "yes; marked words need the right alone, as chosen",
            left[1] > 0,
            right[1] > 0,
            marked[1] < 0 < marked[2],
        ),
    )


def _lstm(scores, interval):
    both = interval(scores["both, LSTM"][:, 0], scores["both"][:, 0])
    left = interval(scores["left, LSTM"][:, 0], scores["left"][:, 0])
    return (
        "Bidirectional LSTMs are the cell for tagging (Huang et al. 2015, with pretrained vectors)",
        f"all words, LSTM minus plain RNN at equal weights: both sides, 13 units against 32, "
        f"{_told(both)}; left, 22 against 52, {_told(left)}",
        verdict("open: small, one learning rate", both[2] < 0, left[1] < 0 < left[2]),
    )


def _cheat(dice):
    one, two = dice["one way"].mean(), dice["two ways"].mean()
    return (
        "Reading both sides gives a better language model (a beginner's hope)",
        f"dice, floor {np.log(8):.3f} nats: one way {one:.3f}, two ways {two:.3f}",
        verdict("no: it reads its targets", two < 0.5 < np.log(8) < one + 0.01),
    )


def _wait(late, interval):
    found = interval(late[1][:, 1], late[0][:, 1])
    worse = interval(late[3][:, 0], late[0][:, 0])
    return (
        "Live, a delay of some steps replaces the second reader (cf. Schuster & Paliwal 1997)",
        f"marked words, 1 word late minus at once {_told(found)}; all words, 3 late minus at once "
        f"{_told(worse)}",
        verdict("one word, yes; three, no", found[1] > 0, worse[2] < 0),
    )


def _packing(speed, waste):
    shuffled, buckets = (speed[n, "packed"] / speed[n, "masked"] for n in ("shuffled", "buckets"))
    gain = speed["buckets", "masked"] / speed["shuffled", "masked"]
    return (
        "Packing saves the time of padding (many tutorials)",
        f"padding {waste['shuffled']:.0%} shuffled, {waste['buckets']:.0%} in buckets; packed over "
        f"masked {shuffled:.2f} and {buckets:.2f} as many words per s; buckets over shuffled, "
        f"masked, {gain:.1f}",
        verdict("no, on this CPU; buckets do", gain > 1, shuffled < 1, buckets < 1),
    )


def _sorting(orders, interval):
    right = {
        name: np.array([r[name]["right"] for r in orders.results])
        for name in orders.settings["orders"]
    }
    equal, twice = (
        interval(right[name], right["shuffled"]) for name in ("buckets", "buckets, 8 passes")
    )
    return (
        "Sorting spoils the randomness of batches (common advice)",
        f"EWT, right words, buckets in random order minus shuffled: 4 passes each {_told(equal)}; "
        f"8 passes, which take as long as 4 shuffled, {_told(twice)}",
        verdict("per pass; per second buckets win", equal[2] < 0, twice[1] > 0),
    )
