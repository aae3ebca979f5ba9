"""Check of retrieval_by_hand: ranks, recall and the in-batch loss, worked out on paper."""

import numpy as np

from helpers.checks.paper import look_by_slips, paper_check
from helpers.scratch.modules.m07_deep import retrieval_by_hand

SCORES = np.array([[2.0, 1.0, -1.0], [0.0, 1.0, 1.0], [3.0, 2.0, 1.0]])
RIGHT = retrieval_by_hand()
NAMES = tuple(RIGHT)


def probabilities(scores):
    e = np.exp(scores)
    return e / e.sum(axis=-1, keepdims=True)


P = probabilities(SCORES)
DS = (P[1] - [0, 1, 0]) / 3  # the gradient's row 2


def numbers(ranks=(1, 2, 3), recall=None, losses=None, loss=None, ds=DS):
    """Return all twelve; what follows from a part that was replaced follows it."""
    recall = recall or [float(np.mean(np.array(ranks) <= k)) for k in (1, 2)]
    losses = -np.log(np.diag(P)) if losses is None else losses
    loss = float(np.mean(losses)) if loss is None else loss
    values = (*ranks, *recall, *losses, loss, *ds)
    return dict(zip(NAMES, map(float, values), strict=True))


def hand_tie_for_us():
    return numbers(ranks=(1, 1, 3))


def hand_tie_halved():
    return numbers(ranks=(1, 1.5, 3))


def hand_ranks_from_zero():
    return numbers(ranks=(0, 1, 2), recall=[1 / 3, 2 / 3])


def hand_worst_first():
    return numbers(ranks=(3, 3, 1))


def hand_ranks_by_columns():
    return numbers(ranks=(2, 3, 2))


def hand_ranks_are_scores():
    return numbers(ranks=(2, 1, 1), recall=[1 / 3, 2 / 3])


def hand_recall_counts():
    return numbers(recall=[1, 2])


def hand_recall_per_cent():
    return numbers(recall=[100 / 3, 200 / 3])


def hand_recall_of_the_place():
    return numbers(recall=[1 / 3, 1 / 3])


def hand_recall_below():
    return numbers(recall=[0, 1 / 3])


def hand_probabilities():
    return numbers(losses=np.diag(P))


def hand_logs_without_sign():
    return numbers(losses=np.log(np.diag(P)))


def hand_base_ten():
    return numbers(losses=-np.log10(np.diag(P)))


def hand_bits():
    return numbers(losses=-np.log2(np.diag(P)))


def hand_softmax_by_columns():
    return numbers(losses=-np.log(np.diag(probabilities(SCORES.T))))


def hand_scores_as_weights():
    return numbers(losses=-np.log([2 / 2, 1 / 2, 1 / 6]))


def hand_of_the_best():
    return numbers(losses=-np.log(P.max(axis=1)))


def hand_negative_scores():
    return numbers(losses=-np.diag(SCORES))


def hand_log_of_sum():
    return numbers(losses=np.log(np.exp(SCORES).sum(axis=1)))


def hand_two_way():
    """Leave the right document out of the sum below the fraction."""
    e = np.exp(SCORES)
    return numbers(losses=-np.log(np.diag(e) / (e.sum(axis=1) - np.diag(e))))


def hand_sum():
    return numbers(loss=float(-np.log(np.diag(P)).sum()))


def hand_log_of_mean():
    return numbers(loss=float(-np.log(np.diag(P).mean())))


def hand_loss_over_pairs():
    return numbers(loss=float(-np.log(np.diag(P)).sum()) / 9)


def hand_gradient_of_loss_2():
    return numbers(ds=3 * DS)


def hand_gradient_sign():
    return numbers(ds=-DS)


def hand_gradient_probabilities():
    return numbers(ds=P[1] / 3)


def hand_gradient_probabilities_of_loss_2():
    return numbers(ds=P[1])


def hand_gradient_over_pairs():
    return numbers(ds=DS / 3)


def hand_gradient_minus_one_late():
    return numbers(ds=P[1] / 3 - [0, 1, 0])


def hand_gradient_minus_everywhere():
    return numbers(ds=(P[1] - 1) / 3)


def hand_gradient_of_the_tie():
    return numbers(ds=(P[1] - [0, 1, 1]) / 3)


def hand_gradient_of_row_1():
    return numbers(ds=(P[0] - [1, 0, 0]) / 3)


def hand_gradient_of_column():
    return numbers(ds=(P[:, 1] - [0, 1, 0]) / 3)


def hand_gradient_by_columns():
    return numbers(ds=(probabilities(SCORES.T)[1] - [0, 1, 0]) / 3)


def hand_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    values = (1, 2, 3, 0.3333, 0.6667, 0.3490, 0.8620, 2.4076, 1.2062, 0.0518, -0.1926, 0.1408)
    return dict(zip(NAMES, values, strict=True))


def hand_by_differences():
    """Move each score of query 2, and watch the mean loss."""

    def mean_loss(j=0, by=0.0):
        scores = SCORES.copy()
        scores[1, j] += by
        return sum(np.log(np.exp(row).sum()) - row[i] for i, row in enumerate(scores)) / 3

    others = [sum(row >= row[i]) for i, row in enumerate(SCORES)]
    found = {f"rank_{i + 1}": int(rank) for i, rank in enumerate(others)}
    found |= {f"recall_{k}": sum(rank <= k for rank in others) / 3 for k in (1, 2)}
    found |= {f"loss_{i + 1}": -np.log(P[i, i]) for i in range(3)}
    found["loss"] = mean_loss()
    slopes = [(mean_loss(j, 1e-5) - mean_loss(j, -1e-5)) / 2e-5 for j in range(3)]
    return found | {f"ds_2{j + 1}": slope for j, slope in enumerate(slopes)}


def hand_line_by_line():
    e = np.e
    z1, z2, z3 = e**2 + e + 1 / e, 1 + e + e, e**3 + e**2 + e
    losses = [np.log(z1) - 2, np.log(z2) - 1, np.log(z3) - 1]
    ds = [1 / z2 / 3, (e / z2 - 1) / 3, e / z2 / 3]
    values = [1.0, 2.0, 3.0, 1 / 3, 2 / 3, *losses, sum(losses) / 3, *ds]
    return dict(zip(NAMES, map(float, values), strict=True))


LOSS_OF_ROW = "Which probability has the right document in its row, and which sign its logarithm?"
RULES = {
    "rank": "Which documents of this row score at least as much as the right one?",
    "recall": "How many of the three ranks are at most that number, and which share is it?",
    "loss_1": LOSS_OF_ROW,
    "loss_2": LOSS_OF_ROW,
    "loss_3": LOSS_OF_ROW,
    "loss": "How many losses are there, and what is their mean?",
    "ds": "Which probability has this document in row 2, is it the right one, and what is loss?",
}
TELLTALE = (  # what a number gives away, whatever the others are
    (hand_tie_for_us, "The tie was counted for the right document: where does the other stand?"),
    (hand_tie_halved, "The tie was counted half: where does the other document stand?"),
    (hand_ranks_from_zero, "This counts from 0: which place has the best document?"),
    (hand_worst_first, "This counts from the worst: which end has place 1?"),
    (hand_ranks_by_columns, "This is the place in the column: along which line is a query?"),
    (hand_recall_counts, "This is a number of hits: which share of the queries is it?"),
    (hand_recall_per_cent, "These are per cent: in which range is a share?"),
    (hand_recall_of_the_place, "Only this very place was counted: which ranks are at most 2?"),
    (hand_recall_below, "Is a rank of exactly that number still a hit?"),
    (hand_probabilities, "This is the probability: which function of it is the loss?"),
    (hand_logs_without_sign, "The sign is missing: which sign has the logarithm of a probability?"),
    (hand_base_ten, "This is a logarithm to the base 10: which one is ln?"),
    (hand_bits, "This is in bits: which logarithm gives nats?"),
    (hand_softmax_by_columns, "The column was summed: along which line are the documents?"),
    (hand_scores_as_weights, "A score of 0 weighs nothing here: what is e to the power 0?"),
    (hand_of_the_best, "This is the loss of the best document: which one is the right one?"),
    (hand_negative_scores, "This is the score alone: what else does -ln of softmax have?"),
    (hand_log_of_sum, "This is ln of the sum: what is subtracted from it?"),
    (hand_two_way, "The right document is missing below the fraction: over which is the sum?"),
    (hand_sum, "This is the sum: what is the mean?"),
    (hand_log_of_mean, "This is -ln of a mean: which comes first, ln or the mean?"),
    (hand_loss_over_pairs, "This was divided by 9: how many losses are there?"),
    (hand_gradient_of_loss_2, "This is the gradient of loss_2: which share of loss is loss_2?"),
    (hand_gradient_sign, "The sign is reversed: does loss rise or fall with this score?"),
    (hand_gradient_probabilities, "The right document's score also stands alone: with which sign?"),
    (hand_gradient_probabilities_of_loss_2, "This is the probability: of what is the gradient?"),
    (hand_gradient_over_pairs, "This was divided by 9: over how many queries is the mean?"),
    (hand_gradient_minus_one_late, "Does the 1 belong to the mean, too?"),
    (hand_gradient_of_the_tie, "1 was subtracted here as well: which document is the right one?"),
    (hand_gradient_minus_everywhere, "1 was subtracted here: which document is the right one?"),
    (hand_gradient_of_row_1, "These are the scores of query 1: which query is asked for?"),
    (hand_gradient_by_columns, "The column was summed: along which line are the documents?"),
    (hand_gradient_of_column, "This goes down column 2: along which line are a query's scores?"),
)


check_retrieval_by_hand = paper_check(
    "retrieval_by_hand",
    retrieval_by_hand,
    look_by_slips(retrieval_by_hand, TELLTALE, RULES),
    tolerance=2e-4,
    slips={
        "The tie of query 2 was counted for the right document. Which of two equal documents "
        "stands before the other here?": hand_tie_for_us,
        "The tie of query 2 was counted half. Which of two equal documents stands before the "
        "other here?": hand_tie_halved,
        "The ranks count from 0. Which rank has the best document?": hand_ranks_from_zero,
        "The ranks count from the worst document. Which rank has the best one?": hand_worst_first,
        "The ranks are places in the columns. Along which line of the table is a "
        "query?": hand_ranks_by_columns,
        "The ranks are the scores of the right documents. At which place does each score stand in "
        "its row?": hand_ranks_are_scores,
        "The recalls are numbers of hits. Which share of the three queries is "
        "each?": hand_recall_counts,
        "The recalls are per cent. In which range is a share?": hand_recall_per_cent,
        "recall_2 has only rank 2 itself. Which ranks are at most 2?": hand_recall_of_the_place,
        "A rank of exactly k was counted as a miss. Is it at most k?": hand_recall_below,
        "The losses are probabilities. Which function of them is asked for?": hand_probabilities,
        "The losses are negative. Which sign has the logarithm of a "
        "probability?": hand_logs_without_sign,
        "The logarithms have the base 10. Which one is ln?": hand_base_ten,
        "The losses are in bits. Which logarithm gives nats?": hand_bits,
        "Softmax was taken down the columns. Along which line do the documents of a query "
        "stand?": hand_softmax_by_columns,
        "The scores were divided by their sum. What does softmax do with a score "
        "first?": hand_scores_as_weights,
        "These are the losses of the best documents. Which document is right for each "
        "query?": hand_of_the_best,
        "The losses are negative scores. What does -ln of a softmax add to "
        "them?": hand_negative_scores,
        "The losses are ln of the sums. What is subtracted from each?": hand_log_of_sum,
        "The right document is missing in the sum of its row. Over which documents does softmax "
        "sum?": hand_two_way,
        "loss is the sum of the three. What is their mean?": hand_sum,
        "loss is -ln of the mean probability. Which comes first, ln or the mean?": hand_log_of_mean,
        "loss was divided by 9. How many losses are there?": hand_loss_over_pairs,
        "The gradient is that of loss_2. Which share of loss is loss_2?": hand_gradient_of_loss_2,
        "The gradient has the wrong sign. Does loss rise or fall when a wrong document's score "
        "rises?": hand_gradient_sign,
        "The right document's 1 is missing in the gradient. With which sign does its score stand "
        "alone in loss_2?": hand_gradient_probabilities,
        "The gradient is row 2's probabilities. What is subtracted from one of them, and what is "
        "the mean over?": hand_gradient_probabilities_of_loss_2,
        "The gradient was divided by 9. Over how many queries is the "
        "mean?": hand_gradient_over_pairs,
        "1 was subtracted after the division by 3. Does it belong to the mean, "
        "too?": hand_gradient_minus_one_late,
        "1 was subtracted from all three. Which document is the right "
        "one?": hand_gradient_minus_everywhere,
        "1 was subtracted for both documents of the tie. Which document is the right "
        "one?": hand_gradient_of_the_tie,
        "The gradient belongs to query 1. Which query is asked for?": hand_gradient_of_row_1,
        "The gradient goes down column 2. Along which line are a query's "
        "scores?": hand_gradient_of_column,
        "The probabilities of the gradient were taken down the columns. Along which line do the "
        "documents of a query stand?": hand_gradient_by_columns,
        "The numbers are rounded to two decimals. How many does the exercise ask "
        "for?": hand_two_decimals,
        "The numbers came back without their names. Which brackets hold pairs of a key and a "
        "value?": hand_as_list,
    },
    alternatives=(hand_in_four_decimals, hand_by_differences, hand_line_by_line),
)
