"""Answers to build_vocab that its record did not foresee."""

from collections import Counter

from tests.checks.answers import wrong


def most_common(tokens, min_count, specials):
    counts = Counter(tokens)
    return specials + [w for w, n in counts.most_common() if n >= min_count and w not in specials]


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
    wrong(most_common, "vocab[3] is 'cat', expected 'and'", "How should such ties be broken?"),
    wrong(lambda tokens, min_count, specials: set(specials) | set(tokens), "type set"),
)
EDGES = {
    "an empty text": lambda cases: any(not tokens for tokens, _, _ in cases),
    "a vocabulary of one": lambda cases: any(len(set(t)) == 1 and not s for t, _, s in cases),
    "a special in the text": lambda cases: any(set(t) & set(s) for t, _, s in cases),
}
