"""Check of span_f1."""

from collections import Counter
from itertools import groupby

import numpy as np

from helpers.checks.engine.check import Check
from helpers.checks.m06_bidirectional.cases import corpus, draw, named
from helpers.scratch.modules.m06_bidirectional import span_f1

ANY_ORDER = "the order inside a tuple does not matter, as long as both sides have the same"


def span_f1_cases(seed):
    """Yield (gold, predicted): random ones, all right, none, nothing predicted, one word."""
    rng = np.random.default_rng(seed)
    yield [["O", "PROPN", "PROPN"], ["NOUN"]], [["O", "NOUN", "PROPN"], ["NOUN"]]  # the prompt's
    for lengths in [(6, 5, 7, 4), (9, 5), (6, 5, 7, 4), (12,), (3, 3, 3, 3)]:
        yield corpus(rng, lengths)
    tags = [["VERB"], *(draw(rng, n) for n in (4, 1, 3))]
    yield tags, [list(row) for row in tags]  # all right
    yield [["NOUN", "NOUN"], ["PROPN"]], [["VERB", "VERB"], ["NOUN"]]  # none right
    yield named(rng, ["ab", "ca"], ["cb", "aa"])  # right, but in another sentence
    yield named(rng, ["aabc"], ["baac"])  # the length is right, the place is not
    yield named(rng, ["aabc"], ["abbc"])  # the order is right, the ends are not
    yield named(rng, ["abb", "c"], ["bbb", "c"])  # part of a longer run
    yield named(rng, ["aOa", "Ob"], ["aaa", "Ob"])  # a gap in a run
    yield named(rng, ["abO", "c"], ["OOO", "O"])  # nothing predicted
    yield named(rng, ["OOO", "O"], ["aOb", "O"])  # no span in gold
    yield named(rng, ["aaaa", "b"], ["aaaa", "c"])  # one run, to its end
    yield named(rng, ["aab", "O"], ["aaO", "O"])  # one span predicted
    yield named(rng, ["aaO", "O"], ["aab", "O"])  # one span in gold
    yield [["ORG", "O"], ["O", "ORG"]], [["ORG", "ORG"], ["O", "ORG"]]  # no O, but begins with one
    yield [["O", "O"], ["O"]], [["O", "O"], ["O"]]


def runs(tags):
    """List the runs of one sentence, those of O included, as (start, stop, tag)."""
    found, start = [], 0
    for tag, run in groupby(tags):
        stop = start + len(list(run))
        found.append((start, stop, tag))
        start = stop
    return found


def spans_by(rule):
    """Return what lists the spans of all sentences by a rule for one, runs of O left out."""

    def spans(sentences):
        found = ((n, *span) for n, tags in enumerate(sentences) for span in rule(tags))
        return [span for span in found if span[-1] != "O"]

    return spans


all_spans = spans_by(runs)


def scored(right, found, wanted):
    """Return precision, recall and F1 from three counts."""
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def compared(gold, predicted, spans=all_spans, key=lambda span: span):
    """Compare what a rule finds as spans, by what a key leaves of them."""
    wanted, found = (Counter(map(key, spans(part))) for part in (gold, predicted))
    return scored((wanted & found).total(), found.total(), wanted.total())


def single_words(tags):
    return [(t, t + 1, tag) for t, tag in enumerate(tags)]


def span_of_each_word(gold, predicted):
    return compared(gold, predicted, spans_by(single_words))


def span_last_lost(gold, predicted):
    """Lose the run that ends with the sentence."""
    return compared(gold, predicted, spans_by(lambda tags: runs(tags)[:-1]))


def span_first_lost(gold, predicted):
    return compared(gold, predicted, spans_by(lambda tags: runs(tags)[1:]))


def span_ends_one_early(gold, predicted):
    """End the run that goes on to the last word one word early."""

    def rule(tags):
        *before, (start, stop, tag) = runs(tags)
        return [*before, (start, stop - 1, tag)] if stop - start > 1 else before

    return compared(gold, predicted, spans_by(rule))


def span_outside_counted(gold, predicted):
    def spans(part):
        return [(n, *span) for n, tags in enumerate(part) for span in runs(tags)]

    return compared(gold, predicted, spans)


def span_across_gaps(gold, predicted):
    """Leave out the words tagged O first, and let runs go on across the gaps."""

    def rule(tags):
        kept = [(t, tag) for t, tag in enumerate(tags) if tag != "O"]
        found = []
        for start, stop, tag in runs([tag for _, tag in kept]):
            found.append((kept[start][0], kept[stop - 1][0] + 1, tag))
        return found

    return compared(gold, predicted, spans_by(rule))


def span_across_sentences(gold, predicted):
    def spans(part):
        return [span for span in runs([tag for row in part for tag in row]) if span[-1] != "O"]

    return compared(gold, predicted, spans)


def span_without_sentence(gold, predicted):
    """Forget which sentence a span is in, and count equal ones once."""
    wanted, found = ({span[1:] for span in all_spans(part)} for part in (gold, predicted))
    return scored(len(wanted & found), len(found), len(wanted))


def span_in_any_sentence(gold, predicted):
    return compared(gold, predicted, key=lambda span: span[1:])


def span_without_tag(gold, predicted):
    return compared(gold, predicted, key=lambda span: span[:3])


def span_by_start(gold, predicted):
    return compared(gold, predicted, key=lambda span: (span[0], span[1], span[3]))


def span_by_end(gold, predicted):
    return compared(gold, predicted, key=lambda span: (span[0], span[2], span[3]))


def span_by_length(gold, predicted):
    """Compare sentence, tag and length, not the place."""
    return compared(gold, predicted, key=lambda span: (span[0], span[2] - span[1], span[3]))


def paired_up(gold, predicted, key):
    """Compare the k-th span of a sentence with the k-th one, by what a key leaves of them."""
    right = sum(
        key(a) == key(b)
        for one, other in zip(gold, predicted, strict=True)
        for a, b in zip(all_spans([one]), all_spans([other]), strict=False)
    )
    return scored(right, len(all_spans(predicted)), len(all_spans(gold)))


def span_in_order(gold, predicted):
    return paired_up(gold, predicted, key=lambda span: span[-1])


def span_kth_with_kth(gold, predicted):
    return paired_up(gold, predicted, key=lambda span: span)


def span_overlaps(gold, predicted):
    """Take a predicted span for right where a gold one of its tag overlaps it."""
    wanted, found = all_spans(gold), all_spans(predicted)
    right = sum(
        any(n == m and tag == mark and a < d and c < b for m, c, d, mark in wanted)
        for n, a, b, tag in found
    )
    return scored(right, len(found), len(wanted))


def span_covered(gold, predicted):
    """Take a gold span for right where all its words have the right tag, whatever is beside it."""
    right = sum(predicted[n][a:b] == [tag] * (b - a) for n, a, b, tag in all_spans(gold))
    return scored(right, len(all_spans(predicted)), len(all_spans(gold)))


def span_exchanged(gold, predicted):
    precision, recall, f1 = span_f1(gold, predicted)
    return recall, precision, f1


def span_f1_first(gold, predicted):
    precision, recall, f1 = span_f1(gold, predicted)
    return f1, precision, recall


def span_mean_of_sentences(gold, predicted):
    pairs = zip(gold, predicted, strict=True)
    each = [compared([one], [other]) for one, other in pairs]
    return tuple(sum(column) / len(each) for column in zip(*each, strict=True))


def mean_ratios(gold, predicted, spans=all_spans):
    each = [compared([g], [p], spans)[:2] for g, p in zip(gold, predicted, strict=True)]
    p, r = (sum(column) / len(each) for column in zip(*each, strict=True))
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def span_mean_ratios(gold, predicted):
    return mean_ratios(gold, predicted)


def span_mean_ratios_last_lost(gold, predicted):
    return mean_ratios(gold, predicted, spans_by(lambda tags: runs(tags)[:-1]))


def span_mean_of_tags(gold, predicted):
    """Average over the tags what each has as precision, recall and f1."""
    wanted, found = set(all_spans(gold)), set(all_spans(predicted))
    each = []
    for tag in sorted({span[-1] for span in wanted | found}):
        w, f = ({span for span in part if span[-1] == tag} for part in (wanted, found))
        each.append(scored(len(w & f), len(f), len(w)))
    return tuple(sum(column) / len(each) for column in zip(*each, strict=True))


def span_arithmetic_mean(gold, predicted):
    precision, recall, _ = span_f1(gold, predicted)
    return precision, recall, (precision + recall) / 2


def span_geometric_mean(gold, predicted):
    precision, recall, _ = span_f1(gold, predicted)
    return precision, recall, (precision * recall) ** 0.5


def span_product_over_sum(gold, predicted):
    precision, recall, f1 = span_f1(gold, predicted)
    return precision, recall, f1 / 2


def span_accuracy_for_f1(gold, predicted):
    precision, recall, _ = span_f1(gold, predicted)
    pairs = [
        (a, b)
        for one, other in zip(gold, predicted, strict=True)
        for a, b in zip(one, other, strict=True)
    ]
    return precision, recall, sum(a == b for a, b in pairs) / len(pairs)


def span_right_over_union(gold, predicted):
    wanted, found = set(all_spans(gold)), set(all_spans(predicted))
    precision, recall, _ = span_f1(gold, predicted)
    return precision, recall, len(wanted & found) / len(wanted | found)


def span_divides_by_zero(gold, predicted):
    precision, recall, _ = span_f1(gold, predicted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def span_nothing_predicted_fails(gold, predicted):
    wanted, found = set(all_spans(gold)), set(all_spans(predicted))
    precision, recall = len(wanted & found) / len(found), len(wanted & found) / len(wanted)
    return precision, recall, 2 * precision * recall / (precision + recall) if recall else 0.0


def span_nothing_predicted_is_right(gold, predicted):
    """Take precision for 1 where nothing is predicted, and recall where gold has no span."""
    precision, recall, f1 = span_f1(gold, predicted)
    precision = precision if all_spans(predicted) else 1.0
    return precision, recall if all_spans(gold) else 1.0, f1


def span_nan_for_zero(gold, predicted):
    precision, recall, f1 = span_f1(gold, predicted)
    return precision, recall, f1 or float("nan")


def span_one_for_zero(gold, predicted):
    precision, recall, f1 = span_f1(gold, predicted)
    return precision, recall, f1 or 1.0


def span_f1_alone(gold, predicted):
    return span_f1(gold, predicted)[2]


def span_as_dict(gold, predicted):
    return dict(zip(("precision", "recall", "f1"), span_f1(gold, predicted), strict=True))


def span_counts(gold, predicted):
    wanted, found = set(all_spans(gold)), set(all_spans(predicted))
    return len(wanted & found), len(found), len(wanted)


def span_per_cent(gold, predicted):
    precision, recall, f1 = span_f1(gold, predicted)
    return 100 * precision, 100 * recall, 100 * f1


def span_by_groupby(gold, predicted):
    def spans(part):
        found = set()
        for n, tags in enumerate(part):
            for tag, run in groupby(enumerate(tags), key=lambda pair: pair[1]):
                steps = [t for t, _ in run]
                if tag != "O":
                    found.add((n, steps[0], steps[-1], tag))
        return found

    wanted, found = spans(gold), spans(predicted)
    right = len(wanted & found)
    if not right:
        return 0.0, 0.0, 0.0
    return right / len(found), right / len(wanted), 2 * right / (len(found) + len(wanted))


def span_by_walking(gold, predicted):
    """Close a span where the next word has another tag, and look its words up in gold."""
    right = found = wanted = 0
    for one, other in zip(gold, predicted, strict=True):
        ends = [*range(1, len(one)), None]
        wanted += sum(
            a != "O" and (e is None or one[e] != a) for a, e in zip(one, ends, strict=True)
        )
        start = 0
        for stop in range(1, len(other) + 1):
            if stop < len(other) and other[stop] == other[start]:
                continue
            if other[start] != "O":
                found += 1
                inside = set(one[start:stop]) == {other[start]}
                left = start == 0 or one[start - 1] != other[start]
                after = stop == len(one) or one[stop] != other[start]
                right += inside and left and after
            start = stop
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    return precision, recall, 2 / (1 / precision + 1 / recall) if right else 0.0


def span_by_flat_text(gold, predicted):
    """Put an O between the sentences, so that no run goes on."""

    def spans(part):
        flat = [tag for tags in part for tag in [*tags, "O"]]
        edges = [i for i in range(len(flat)) if i == 0 or flat[i] != flat[i - 1]] + [len(flat)]
        pairs = zip(edges[:-1], edges[1:], strict=True)
        return {(i, j, flat[i]) for i, j in pairs if flat[i] != "O"}

    wanted, found = spans(gold), spans(predicted)
    hits = sum(span in wanted for span in found)
    p, r = (hits / len(spans) if spans else 0.0 for spans in (found, wanted))
    return [p, r, 0.0 if p + r == 0 else 2 * p * r / (p + r)]


check_span_f1 = Check(
    name="span_f1",
    reference=span_f1,
    cases=span_f1_cases,
    outputs=("precision", "recall", "f1"),
    slips={
        "Each word is a span of its own. "
        "When do two neighbours belong to one span?": span_of_each_word,
        "The last span of each sentence is missing. What "
        "ends a run that goes on to the last word?": span_last_lost,
        "The first span of each sentence is "
        "missing. Where does the first run start?": span_first_lost,
        "Runs of O were counted as spans. Which words belong to no span?": span_outside_counted,
        "Words tagged O were left out before the runs were formed, so that a run goes on across "
        "them. What ends a run?": span_across_gaps,
        "The run that goes on to the last word ends one word early. How is the end of a span "
        "counted?": span_ends_one_early,
        "A run went on from one sentence "
        "into the next. What ends every run?": span_across_sentences,
        "Spans of different sentences with the same place and tag became one. What besides start, "
        "end and tag tells spans apart?": span_without_sentence,
        "A span counts as right if any sentence has "
        "it. Which sentence of gold has to have it?": span_in_any_sentence,
        "A span in the right place with a wrong tag counts as right. Which three things must "
        "agree?": span_without_tag,
        "A span that starts right and ends elsewhere counts as right. Which three things must "
        "agree?": span_by_start,
        "A span that ends right and starts elsewhere counts as right. Which three things must "
        "agree?": span_by_end,
        "A span of the right length and tag in another place counts as right. Which three things "
        "must agree?": span_by_length,
        "The k-th spans were compared by their "
        "tags alone. Which three things must agree?": span_in_order,
        "The k-th span was compared with the k-th one. What happens to all later spans when one "
        "was split in two?": span_kth_with_kth,
        "A span that merely overlaps a gold one "
        "counts as right. What must agree besides the tag?": span_overlaps,
        "A gold span counts as right if its words are tagged right, even inside a longer run. "
        "Where does the predicted span end?": span_covered,
        "precision and recall are exchanged. Which of them divides by the number of predicted "
        "spans?": span_exchanged,
        "f1 came first. In which order does the exercise ask for the three numbers?": span_f1_first,
        "Each sentence was scored on its own, and the scores averaged. Over what are spans "
        "counted?": span_mean_of_sentences,
        "precision and recall are means over the sentences. Over what are spans "
        "counted?": span_mean_ratios,
        "precision and recall are means over the sentences, and the last span of each is missing. "
        "What ends a run that goes on to the last word?": span_mean_ratios_last_lost,
        "Each tag was scored on its own, and "
        "the scores averaged. Over what are spans counted?": span_mean_of_tags,
        "f1 is the arithmetic mean of precision "
        "and recall. Which mean does the formula have?": span_arithmetic_mean,
        "f1 is the root of precision times "
        "recall. Which mean does the formula have?": span_geometric_mean,
        "f1 lacks its factor 2. What should it "
        "be if precision and recall are both 1?": span_product_over_sum,
        "f1 is the share of words with the "
        "right tag. What does it count: words or spans?": span_accuracy_for_f1,
        "f1 is the share of right spans among all that either side has. Which mean of precision "
        "and recall does the formula have?": span_right_over_union,
        "Where no span is right the formula of f1 has "
        "0 / 0. What does the exercise ask for then?": span_divides_by_zero,
        "Where nothing is predicted, or gold has no span, a ratio has 0 below the line. What does "
        "the exercise ask for then?": span_nothing_predicted_fails,
        "Where nothing is predicted precision is 1, and where gold has no span recall is. What "
        "does the exercise ask for then?": span_nothing_predicted_is_right,
        "Where no span is right f1 is NaN. What does the exercise ask for then?": span_nan_for_zero,
        "Where no span is right f1 is 1. What does the exercise ask for then?": span_one_for_zero,
        "Only f1 came back. Which three numbers does the exercise ask for?": span_f1_alone,
        "The numbers came back in a dict. Which "
        "three values are expected, and in which order?": span_as_dict,
        "These are counts: right, predicted and gold spans. Which ratios of them are precision and "
        "recall?": span_counts,
        "The numbers are per cent. Between which "
        "two numbers do precision and recall lie?": span_per_cent,
    },
    equivalent={
        "(n, start, stop, tags[start]) -> (start, n, stop, tags[start]) "
        "(in `found.add((n, start, stop, tags[start]))`)": ANY_ORDER,
        "(n, start, stop, tags[start]) -> (n, stop, start, tags[start]) "
        "(in `found.add((n, start, stop, tags[start]))`)": ANY_ORDER,
        "(n, start, stop, tags[start]) -> (n, start, tags[start], stop) "
        "(in `found.add((n, start, stop, tags[start]))`)": ANY_ORDER,
        "1 -> 2 (in `return (precision, recall, 2 * right / max(len(found) + len(wanted)...`)": (
            "where both sides have one span in all, none is right, and the ratio is 0 either way"
        ),
    },
    alternatives=(span_by_groupby, span_by_walking, span_by_flat_text),
    tolerance_reason="ratios of whole numbers: rounding is about 1e-16",
)
