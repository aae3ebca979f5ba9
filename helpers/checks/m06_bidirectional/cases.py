"""What the cases of module 06 are made of: padded batches, weights, tagged sentences."""

import numpy as np

from helpers.scratch.cells import RNNParams
from helpers.scratch.ops import length_mask

ROUNDING = "float64 sums taken in another order differ by about 1e-15 of their largest term"
TAGS = ("NOUN", "PROPN", "VERB", "O")
COPIED = "copied numbers carry no rounding: any difference is a mistake"


def padded_batch(rng, T, lengths, D, padding=None):
    """Return xs (T, B, D) and lengths; on padding stands `padding`, other numbers if None."""
    lengths = np.array(lengths)
    xs = rng.normal(size=(T, len(lengths), D))
    garbage = 3.0 + rng.normal(size=xs.shape) if padding is None else padding
    return np.where(length_mask(lengths, T)[..., None], xs, garbage), lengths


def rnn_weights(rng, D, H):
    """Return weights of an Elman cell, none of which is near zero."""
    shapes = ((D, H), (H, H), (H,))
    draws = (rng.normal(size=shape) for shape in shapes)
    return RNNParams(*(0.5 * (a + np.where(a < 0, -0.2, 0.2)) for a in draws))


# ------------------------------------------------------------- tagged sentences


def named(rng, gold, predicted):
    """Put tags, in a drawn order, for the letters a to c."""
    tags = dict(zip("abc", map(str, rng.permutation(TAGS[:3])), strict=True)) | {"O": "O"}
    return [[tags[a] for a in row] for row in gold], [[tags[a] for a in row] for row in predicted]


def draw(rng, n):
    """Draw tags in runs of one to three words."""
    tags: list[str] = []
    while len(tags) < n:
        tags += [str(rng.choice(TAGS))] * int(rng.integers(1, 4))
    return tags[:n]


def corpus(rng, lengths):
    """Return gold tags, and tags of which about one in four differs.

    In both the first sentence ends in the tag with which the second begins, and all first and last
    words are right, so that not all is wrong; one word in the middle of the last sentence is wrong.
    """
    gold = [draw(rng, n) for n in lengths]
    gold[0][0] = gold[-1][-1] = "VERB"
    if len(gold) > 1:
        gold[0][-1] = gold[1][0] = "NOUN"
    flips = [rng.random(n) < 0.25 for n in lengths]
    for flip in flips:
        flip[0] = flip[-1] = False
    flips[-1][len(flips[-1]) // 2] = True
    return gold, [
        [other(rng, tag) if flipped else tag for tag, flipped in zip(tags, flip, strict=True)]
        for tags, flip in zip(gold, flips, strict=True)
    ]


def other(rng, tag):
    return str(rng.choice([one for one in TAGS if one != tag]))
