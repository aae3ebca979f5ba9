"""Answers to build_vocab that its record did not foresee."""

from collections import Counter

import numpy as np

from tests.checks.answers import wrong


def most_common(tokens, min_count, specials):
    counts = Counter(tokens)
    return specials + [w for w, n in counts.most_common() if n >= min_count and w not in specials]


def both_keys_reversed(tokens, min_count, specials):
    c = Counter(tokens)
    return specials + sorted(
        [t for t in c if c[t] >= min_count and t not in specials],
        key=lambda t: (c[t], t),
        reverse=True,
    )


def specials_extended(tokens, min_count, specials):
    c = Counter(tokens)
    for t, k in sorted(c.items(), key=lambda x: (-x[1], x[0])):
        if k >= min_count and t not in specials:
            specials.append(t)
    return specials


def specials_last_rarest_first(tokens, min_count, specials):
    c = Counter(tokens)
    v = sorted([t for t in c if c[t] >= min_count and t not in specials], key=lambda t: (c[t], t))
    return v + specials


def most_frequent_first_word(tokens, min_count, specials):
    counts = Counter(tokens)
    longest = max(map(len, tokens))
    kept = [w for w in counts if counts[w] >= min_count and w not in specials]
    return specials + sorted(kept, key=lambda w: (-counts[w], w.rjust(longest).strip()))


RIGHT = (
    lambda tokens, min_count, specials: (
        specials
        + [
            w
            for w, n in Counter(sorted(tokens)).most_common()
            if n >= min_count and w not in specials
        ]
    ),
)
WRONG = (
    wrong(both_keys_reversed, "Words of equal frequency are in reverse"),
    wrong(specials_extended, "The caller still needs what it passed in:"),
    wrong(specials_last_rarest_first, "The rarest word comes first, and the specials"),
    wrong(most_frequent_first_word, "raised ValueError: max()"),
    wrong(most_common, "vocab[3] is 'cat', expected 'and'", "How should such ties be broken?"),
    wrong(
        lambda tokens, min_count, specials: np.array(specials + sorted(set(tokens))),
        "a NumPy array of strings",
        ".tolist()",
        unsaid=("numbers",),
    ),
    wrong(lambda tokens, min_count, specials: set(specials) | set(tokens), "A set keeps no order"),
)
EDGES = {
    "an empty text": lambda cases: any(not tokens for tokens, _, _ in cases),
    "a vocabulary of one": lambda cases: any(len(set(t)) == 1 and not s for t, _, s in cases),
    "a special in the text": lambda cases: any(set(t) & set(s) for t, _, s in cases),
}
