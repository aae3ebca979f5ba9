"""Answers to span_f1 that its record did not foresee."""

from tests.checks.answers import wrong


def spans_of(sentences):
    found = []
    for n, tags in enumerate(sentences):
        start = 0
        for t in range(1, len(tags) + 1):
            if t == len(tags) or tags[t] != tags[start]:
                found.append((n, start, t, tags[start]))
                start = t
    return found


def scores(found, wanted):
    right = len(set(found) & set(wanted))
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
                    found.append((n, start, t, tags[start]))
                    start = t
        return found

    return scores(spans(predicted), spans(gold))


def by_token(gold, predicted):
    def tokens(sentences):
        return [(n, t, tag) for n, tags in enumerate(sentences) for t, tag in enumerate(tags)]

    return scores(tokens(predicted), tokens(gold))


def one_long_text(gold, predicted):
    return scores(spans_of([sum(predicted, [])]), spans_of([sum(gold, [])]))


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
    p, r = right / len(found), right / len(wanted)
    return p, r, 2 * p * r / (p + r) if right else 0.0


def f1_alone(gold, predicted):
    return scores(spans_of(predicted), spans_of(gold))[2]
