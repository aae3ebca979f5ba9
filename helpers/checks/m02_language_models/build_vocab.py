"""Check of build_vocab."""

from collections import Counter

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.words import EOS, UNK, build_vocab


def build_vocab_cases(seed):
    """Yield (tokens, min_count, specials): ties, rare words, no text, a special in the text."""
    rng = np.random.default_rng(seed)
    text = "the cat saw the dog and the dog saw a Bird and the cat sat"
    yield text.split(), 2, [UNK, EOS]
    yield text.split(), 1, [EOS, UNK]
    yield "b a c b a b d d".split(), 2, [UNK, EOS]
    yield "z y x z y x w".split(), 1, ["<PAD>", UNK, EOS]
    yield [], 1, [UNK, EOS]  # an empty text
    yield ["one", "one"], 3, [UNK, EOS]  # nothing is frequent enough
    yield ["so", "so"], 2, []  # a vocabulary of one
    yield "to <UNK> or <UNK> to <UNK> be".split(), 1, [UNK, EOS]
    for V in (6, 9):
        yield [f"w{i}" for i in rng.integers(V, size=30).tolist()], 3, [UNK, EOS]


def by_frequency(counts):
    return sorted(counts, key=lambda token: (-counts[token], token))


def kept(tokens, min_count, specials):
    counts = Counter(tokens)
    return {t: n for t, n in counts.items() if n >= min_count and t not in specials}


def more_than_min_count(tokens, min_count, specials):
    return [*specials, *by_frequency(kept(tokens, min_count + 1, specials))]


def min_count_ignored(tokens, min_count, specials):
    return [*specials, *by_frequency(kept(tokens, 1, specials))]


def specials_last(tokens, min_count, specials):
    return [*by_frequency(kept(tokens, min_count, specials)), *specials]


def specials_missing(tokens, min_count, specials):
    return by_frequency(kept(tokens, min_count, specials))


def specials_sorted(tokens, min_count, specials):
    return [*sorted(specials), *by_frequency(kept(tokens, min_count, specials))]


def specials_twice(tokens, min_count, specials):
    return [*specials, *by_frequency(kept(tokens, min_count, []))]


def alphabetical(tokens, min_count, specials):
    return [*specials, *sorted(kept(tokens, min_count, specials))]


def as_they_come(tokens, min_count, specials):
    return [*specials, *kept(tokens, min_count, specials)]


def rarest_first(tokens, min_count, specials):
    counts = kept(tokens, min_count, specials)
    return [*specials, *sorted(counts, key=lambda token: (counts[token], token))]


def ties_as_they_come(tokens, min_count, specials):
    counts = kept(tokens, min_count, specials)
    return [*specials, *sorted(counts, key=lambda token: -counts[token])]


def ties_backwards(tokens, min_count, specials):
    counts = kept(tokens, min_count, specials)
    return [*specials, *sorted(counts, key=lambda token: (counts[token], token), reverse=True)]


def ties_as_they_come_and_more(tokens, min_count, specials):
    return ties_as_they_come(tokens, min_count + 1, specials)


def every_occurrence(tokens, min_count, specials):
    counts = kept(tokens, min_count, specials)
    order = by_frequency(counts)
    return [*specials, *(token for token in order for _ in range(counts[token]))]


def lower_case(tokens, min_count, specials):
    words = [token if token in specials else token.lower() for token in tokens]
    return [*specials, *by_frequency(kept(words, min_count, specials))]


def as_dict(tokens, min_count, specials):
    order = [*specials, *by_frequency(kept(tokens, min_count, specials))]
    return {token: i for i, token in enumerate(order)}


def with_counts(tokens, min_count, specials):
    counts = kept(tokens, min_count, specials)
    return [*specials, *((token, counts[token]) for token in by_frequency(counts))]


def characters(tokens, min_count, specials):
    return [*specials, *by_frequency(kept(list("".join(tokens)), min_count, specials))]


def all_in_one_order(tokens, min_count, specials):
    counts = kept(tokens, min_count, specials) | {s: tokens.count(s) for s in specials}
    return by_frequency(counts)


def rarest_first_and_specials_last(tokens, min_count, specials):
    return [*rarest_first(tokens, min_count, specials)[len(specials) :], *specials]


def by_dict_loop(tokens, min_count, specials):
    counts = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    vocab = list(specials)
    while True:
        left = [t for t in counts if t not in vocab and counts[t] >= min_count]
        if not left:
            return vocab
        most = max(counts[t] for t in left)
        vocab.append(min(t for t in left if counts[t] == most))


def by_two_sorts(tokens, min_count, specials):
    words = sorted(set(tokens) - set(specials))
    words.sort(key=tokens.count, reverse=True)
    return list(specials) + [word for word in words if tokens.count(word) >= min_count]


def by_most_common(tokens, min_count, specials):
    counts = Counter(sorted(token for token in tokens if token not in specials))
    return [*specials, *(token for token, n in counts.most_common() if n >= min_count)]


check_build_vocab = Check(
    name="build_vocab",
    reference=build_vocab,
    cases=build_vocab_cases,
    outputs=("vocab",),
    slips={
        "Words that occur exactly min_count times are missing. What does 'at least' "
        "include?": more_than_min_count,
        "Every word was included, however rare. Which words does min_count "
        "exclude?": min_count_ignored,
        "The specials come last, so their ids depend on the text. Where should they "
        "come?": specials_last,
        "The specials are missing. Which id would an unknown word get?": specials_missing,
        "The specials were sorted. In which order were they given?": specials_sorted,
        "A special that occurs in the text got two positions. How many ids may a token "
        "have?": specials_twice,
        "The words are in alphabetical order throughout. What comes first: the alphabet or the "
        "frequency?": alphabetical,
        "The words are in order of first occurrence. How should they be ordered?": as_they_come,
        "The rarest word comes first. Which sign reverses an ascending order?": rarest_first,
        "The rarest word comes first, and the specials come last. Which sign reverses an ascending "
        "order, and where should the specials come?": rarest_first_and_specials_last,
        "Words of equal frequency are in order of first occurrence, so the ids would change with "
        "the order of the text. How should such ties be broken?": ties_as_they_come,
        "Words of equal frequency are in reverse alphabetical order: reverse=True reverses both "
        "keys. How can one of two keys be reversed alone?": ties_backwards,
        "Words that occur exactly min_count times are missing, and ties are in order of first "
        "occurrence. What does 'at least' include?": ties_as_they_come_and_more,
        "A word has one position for each of its occurrences. How many ids may a token "
        "have?": every_occurrence,
        "Capital letters were changed to lower case. Are Bird and bird the same token "
        "here?": lower_case,
        "A dict was returned, but a list is expected: what determines the id of a token in a "
        "list?": as_dict,
        "The counts were returned with the words. Which part of each pair is the "
        "token?": with_counts,
        "The words were split into characters. What is a token here?": characters,
        "The specials were sorted together with the words. Where should they "
        "come?": all_in_one_order,
    },
    alternatives=(by_dict_loop, by_two_sorts, by_most_common),
    equivalent={
        "list(specials) -> specials (in `return list(specials) + sorted(kept, key=lambda token: "
        "(-counts[tok...`)": "specials is a list in every call, and + makes a new one"
    },
    tolerance_reason="texts carry no rounding: any difference is a mistake",
)
