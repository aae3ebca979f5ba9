"""Check of encode."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.words import EOS, UNK, encode

VOCAB = [UNK, EOS, "the", "dog", "sleeps", "a"]


def encode_cases(seed):
    """Yield (tokens, vocab): unknown words, specials elsewhere, no token, all unknown."""
    rng = np.random.default_rng(seed)
    yield "the dog sleeps".split(), VOCAB
    yield "a cat and the dog".split(), VOCAB
    yield "the the a Dog dog".split(), ["a", "dog", EOS, "the", UNK]
    yield "every word is new".split(), ["a", EOS, UNK]
    yield [], VOCAB  # an empty text
    yield ["dog"], ["dog", UNK, EOS]
    yield [EOS, "dog", UNK], VOCAB
    yield "b b b".split(), [EOS, UNK]  # nothing is known
    for tokens in (12, 12):
        yield [f"w{i}" for i in rng.integers(9, size=tokens)], ["w3", UNK, "w0", "w5", EOS, "w8"]


def looked_up(tokens, vocab, unknown=UNK):
    other = vocab.index(unknown)
    return [vocab.index(token) if token in vocab else other for token in tokens]


def without_eos(tokens, vocab):
    return np.array(looked_up(tokens, vocab), dtype=int)


def eos_first(tokens, vocab):
    return np.array([vocab.index(EOS), *looked_up(tokens, vocab)])


def eos_on_both_sides(tokens, vocab):
    return np.array([vocab.index(EOS), *looked_up(tokens, vocab), vocab.index(EOS)])


def eos_after_each(tokens, vocab):
    return np.array([i for token in looked_up(tokens, vocab) for i in (token, vocab.index(EOS))])


def unknown_left_out(tokens, vocab):
    return np.array([*(vocab.index(t) for t in tokens if t in vocab), vocab.index(EOS)])


def unknown_is_zero(tokens, vocab):
    return np.array([*(vocab.index(t) if t in vocab else 0 for t in tokens), vocab.index(EOS)])


def unknown_is_the_last(tokens, vocab):
    ids = [vocab.index(t) if t in vocab else len(vocab) - 1 for t in tokens]
    return np.array([*ids, vocab.index(EOS)])


def unknown_is_new(tokens, vocab):
    ids = [vocab.index(t) if t in vocab else len(vocab) for t in tokens]
    return np.array([*ids, vocab.index(EOS)])


def unknown_is_minus_one(tokens, vocab):
    return np.array([*(vocab.index(t) if t in vocab else -1 for t in tokens), vocab.index(EOS)])


def unknown_is_eos(tokens, vocab):
    return np.array([*looked_up(tokens, vocab, EOS), vocab.index(EOS)])


def unknown_raises(tokens, vocab):
    ids = {token: i for i, token in enumerate(vocab)}
    return np.array([*(ids[token] for token in tokens), ids[EOS]])


def eos_is_one(tokens, vocab):
    return np.array([*looked_up(tokens, vocab), 1])


def eos_is_the_last(tokens, vocab):
    return np.array([*looked_up(tokens, vocab), len(vocab) - 1])


def numbered_from_one(tokens, vocab):
    return np.array([*looked_up(tokens, vocab), vocab.index(EOS)]) + 1


def as_list(tokens, vocab):
    return [*looked_up(tokens, vocab), vocab.index(EOS)]


def each_word_once(tokens, vocab):
    return np.array([*looked_up(list(dict.fromkeys(tokens)), vocab), vocab.index(EOS)])


def lower_case(tokens, vocab):
    words = [token if token in (UNK, EOS) else token.lower() for token in tokens]
    return np.array([*looked_up(words, vocab), vocab.index(EOS)])


def vocab_sorted(tokens, vocab):
    order = sorted(vocab)
    return np.array([*looked_up(tokens, order), order.index(EOS)])


def as_texts(tokens, vocab):
    return [*(token if token in vocab else UNK for token in tokens), EOS]


def specials_are_new(tokens, vocab):
    ids = [vocab.index(t) if t in vocab else len(vocab) for t in tokens]
    return np.array([*ids, len(vocab) + 1])


def by_loop(tokens, vocab):
    ids = []
    for token in [*tokens, EOS]:
        try:
            ids.append(vocab.index(token))
        except ValueError:
            ids.append(vocab.index(UNK))
    return np.array(ids)


def by_dict(tokens, vocab):
    place = dict(zip(vocab, range(len(vocab)), strict=True))
    return np.fromiter((place.get(t, place[UNK]) for t in list(tokens) + [EOS]), dtype=np.int64)


def by_comparison(tokens, vocab):
    ids = np.full(len(tokens) + 1, vocab.index(UNK))
    for i, word in enumerate(vocab):
        ids[:-1][[token == word for token in tokens]] = i
    ids[-1] = vocab.index(EOS)
    return ids


check_encode = Check(
    name="encode",
    reference=encode,
    cases=encode_cases,
    outputs=("ids (tokens + 1,)",),
    slips={
        "<EOS> is missing at the end. How would a model learn where a sentence stops?": without_eos,
        "<EOS> comes first. Which position does an end marker belong in?": eos_first,
        "<EOS> was added at both ends. How many ids does a sentence of N tokens "
        "get?": eos_on_both_sides,
        "<EOS> follows every token. How many ends does one sentence have?": eos_after_each,
        "Unknown words were left out, so their neighbours became adjacent. Which token represents a"
        " word that is not in vocab?": unknown_left_out,
        "Unknown words got the id 0. Is <UNK> the first token of every "
        "vocabulary?": unknown_is_zero,
        "Unknown words got the last id. At which position in vocab is <UNK>?": unknown_is_the_last,
        "Unknown words got an id that vocab does not have. Which token represents "
        "them?": unknown_is_new,
        "<UNK> and <EOS> got ids that vocab does not have, though both are in it. At which "
        "positions?": specials_are_new,
        "Unknown words got -1, which indexes the last row of any table. Which token represents "
        "them?": unknown_is_minus_one,
        "Unknown words became <EOS>. Does the sentence end there?": unknown_is_eos,
        "A word that is not in vocab raises an error. What does dict.get do when a key is "
        "missing?": unknown_raises,
        "The last id is 1, whatever vocab is. At which position in vocab is <EOS>?": eos_is_one,
        "The last id is the last position in vocab. At which position is <EOS>?": eos_is_the_last,
        "Every id is one too large. Which index does the first item of a list "
        "have?": numbered_from_one,
        "A list was returned, but an array is expected: which NumPy function creates one?": as_list,
        "A word that occurs twice is encoded once. How many ids does a sentence of N tokens "
        "get?": each_word_once,
        "Capital letters were changed to lower case. Is Dog in vocab?": lower_case,
        "The ids are positions in a sorted vocabulary. Which order determines the "
        "ids?": vocab_sorted,
        "The tokens were returned as strings. Which id does vocab assign to each of "
        "them?": as_texts,
    },
    alternatives=(by_loop, by_dict, by_comparison),
    tolerance_reason="ids carry no rounding: any difference is a mistake",
)
