"""Answers to span_f1 that its record did not foresee."""

from itertools import chain

import numpy as np

from tests.checks.answers import wrong


def spans_of(sentences):
    found = []
    for n, tags in enumerate(sentences):
        start = 0
        for t in range(1, len(tags) + 1):
            if t == len(tags) or tags[t] != tags[start]:
                if tags[start] != "O":
                    found.append((n, start, t, tags[start]))
                start = t
    return found


def scores(found, wanted):
    right = len(set(found) & set(wanted))
    return ratios(right, found, wanted)


def ratios(right, found, wanted):
    if not right:
        return 0.0, 0.0, 0.0
    p, r = right / len(found), right / len(wanted)
    return p, r, 2 * p * r / (p + r)


def last_lost(gold, predicted):
    def spans(sentences):
        found = []
        for n, tags in enumerate(sentences):
            start = 0
            for t in range(1, len(tags)):
                if tags[t] != tags[start]:
                    if tags[start] != "O":
                        found.append((n, start, t, tags[start]))
                    start = t
        return found

    return scores(spans(predicted), spans(gold))


def by_token(gold, predicted):
    def tokens(sentences):
        pairs = [(n, t, tag) for n, tags in enumerate(sentences) for t, tag in enumerate(tags)]
        return [pair for pair in pairs if pair[-1] != "O"]

    return scores(tokens(predicted), tokens(gold))


def one_long_text(gold, predicted):
    return scores(spans_of([list(chain(*predicted))]), spans_of([list(chain(*gold))]))


def without_sentence(gold, predicted):
    return scores([span[1:] for span in spans_of(predicted)], [span[1:] for span in spans_of(gold)])


def without_tag(gold, predicted):
    return scores([span[:3] for span in spans_of(predicted)], [span[:3] for span in spans_of(gold)])


def exchanged(gold, predicted):
    return scores(spans_of(gold), spans_of(predicted))


def mean_of_sentences(gold, predicted):
    each = [
        scores(spans_of([one]), spans_of([other]))
        for one, other in zip(predicted, gold, strict=True)
    ]
    return tuple(sum(column) / len(each) for column in zip(*each, strict=True))


def zero_division(gold, predicted):
    found, wanted = spans_of(predicted), spans_of(gold)
    right = len(set(found) & set(wanted))
    p, r = right / len(found), right / len(wanted)
    return p, r, 2 * p * r / (p + r)


def arithmetic_mean(gold, predicted):
    p, r, _ = scores(spans_of(predicted), spans_of(gold))
    return p, r, (p + r) / 2


def without_end(gold, predicted):
    return scores(
        [(n, start, tag) for n, start, _, tag in spans_of(predicted)],
        [(n, start, tag) for n, start, _, tag in spans_of(gold)],
    )


def overlap_is_enough(gold, predicted):
    found, wanted = spans_of(predicted), spans_of(gold)
    right = sum(
        any(n == m and tag == mark and a < d and c < b for m, c, d, mark in wanted)
        for n, a, b, tag in found
    )
    return ratios(right, found, wanted)


def f1_alone(gold, predicted):
    return scores(spans_of(predicted), spans_of(gold))[2]


def outside_counted(gold, predicted):
    def spans(sentences):
        found = []
        for n, tags in enumerate(sentences):
            edges = [t for t in range(1, len(tags)) if tags[t] != tags[t - 1]]
            for start, stop in zip([0, *edges], [*edges, len(tags)], strict=True):
                found.append((n, start, stop, tags[start]))
        return found

    return scores(spans(predicted), spans(gold))


def open_runs_lost(tags):
    found, start = set(), 0
    for t in range(1, len(tags)):
        if tags[t] != tags[t - 1]:
            if tags[t - 1] != "O":
                found.add((start, t, tags[t - 1]))
            start = t
    return found


def each_sentence_with_runs_lost(gold, predicted):
    each = []
    for g, p in zip(gold, predicted, strict=True):
        a, b = open_runs_lost(g), open_runs_lost(p)
        each.append((len(a & b) / len(b) if b else 0.0, len(a & b) / len(a) if a else 0.0))
    return each


def means_of_lost_runs(gold, predicted):
    each = each_sentence_with_runs_lost(gold, predicted)
    p, r = (float(np.mean(column)) for column in zip(*each, strict=True))
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def means_of_lost_runs_and_their_f1(gold, predicted):
    each = each_sentence_with_runs_lost(gold, predicted)
    scores = [(p, r, 2 * p * r / (p + r) if p + r else 0.0) for p, r in each]
    return tuple(float(x) for x in np.mean(scores, axis=0))


def as_array(gold, predicted):
    return np.array(scores(spans_of(predicted), spans_of(gold)))


def begins_with_o(gold, predicted):
    found, wanted = (
        [span for span in spans_of(sentences) if not span[-1].startswith("O")]
        for sentences in (predicted, gold)
    )
    return scores(found, wanted)


RIGHT = (as_array,)
WRONG = (
    wrong(begins_with_o, "expected"),
    wrong(last_lost, "The last span of each sentence is missing"),
    wrong(by_token, "Each word is a span of its own"),
    wrong(one_long_text, "A run went on from one sentence into the next"),
    wrong(without_sentence, "A span counts as right if any sentence has it"),
    wrong(without_tag, "A span in the right place with a wrong tag counts as right"),
    wrong(exchanged, "precision and recall are exchanged"),
    wrong(mean_of_sentences, "Each sentence was scored on its own, and the scores"),
    wrong(zero_division, "Which value in this line is 0?"),
    wrong(arithmetic_mean, "f1 is the arithmetic mean of precision and recall"),
    wrong(without_end, "A span that starts right and ends elsewhere counts as right"),
    wrong(overlap_is_enough, "A span that merely overlaps a gold one counts as right"),
    wrong(f1_alone, "Only f1 came back"),
    wrong(outside_counted, "Runs of O were counted as spans"),
    wrong(means_of_lost_runs, "means over the sentences, and the last span of each is missing"),
    wrong(
        means_of_lost_runs_and_their_f1,
        "means over the sentences, and the last span of each is missing",
        unsaid=("from one sentence into the next",),
    ),
)
EDGES = {
    "no span is right": lambda cases: any(
        not set(spans_of(gold)) & set(spans_of(predicted)) for gold, predicted in cases
    ),
    "nothing predicted": lambda cases: any(not spans_of(predicted) for _, predicted in cases),
    "no span in gold": lambda cases: any(not spans_of(gold) for gold, _ in cases),
    "no span at all": lambda cases: any(
        not spans_of(gold) and not spans_of(predicted) for gold, predicted in cases
    ),
    "all right": lambda cases: any(gold == predicted for gold, predicted in cases),
    "one sentence, and a sentence of one word": lambda cases: (
        any(len(g) == 1 for g, _ in cases)
        and any(len(tags) == 1 for gold, _ in cases for tags in gold)
    ),
    "a run that would go on in the next sentence": lambda cases: any(
        one[-1] == other[0] != "O"
        for gold, _ in cases
        for one, other in zip(gold, gold[1:], strict=False)
    ),
    "precision and recall differ": lambda cases: any(
        len(spans_of(gold)) != len(spans_of(predicted)) for gold, predicted in cases
    ),
}
