"""Check of padded_by_hand: a batch of three sentences, worked out on paper."""

from helpers.checks.paper import look_by_slips, paper_check

SENTENCES = {"a": (1, 2, 3), "b": (4,), "c": (2, 6)}
LOSSES = {"a": (0.5, 0.2, 0.8), "b": (1.0, 0.1, 0.1), "c": (0.3, 0.2, 0.1)}  # with padding


def padded_by_hand():
    """Pad three sentences of lengths 3, 1, 2, read them from both sides, and average their losses.

    The cell of both readers is h_next = 0.5 h + x + 1, from 0. f_1c is the left reader's state
    after word 1 of c, b_1c the right reader's; turned_1c is what the right reader takes at t = 1.
    Shapes: -> dict of seventeen numbers.
    """
    a, c = SENTENCES["a"], SENTENCES["c"]
    f_a, f_c = states(a), states((*c, 0))
    b_a, b_c = states(a[::-1]), states(c[::-1])
    whole = states((0, *c[::-1]))
    real = [loss for s, row in LOSSES.items() for loss in row[: len(SENTENCES[s])]]
    places = [loss for row in LOSSES.values() for loss in row]
    numbers = {
        "real_steps": len(real),
        "turned_0a": a[-1],
        "turned_0c": c[-1],
        "turned_2c": 0,
        "f_1a": f_a[1],
        "f_2a": f_a[2],
        "f_1c": f_c[1],
        "f_2c": f_c[2],
        "b_2a": b_a[0],
        "b_1a": b_a[1],
        "b_0a": b_a[2],
        "b_1c": b_c[0],
        "b_0c": b_c[1],
        "whole_1c": whole[1],
        "whole_0c": whole[2],
        "mean_all": sum(places) / len(places),
        "mean_real": sum(real) / len(real),
    }
    return {name: float(value) for name, value in numbers.items()}


def states(xs, cell=lambda h, x: 0.5 * h + x + 1):
    """Return the states of the cell after each x, from 0."""
    found, h = [], 0.0
    for x in xs:
        h = cell(h, x)
        found.append(h)
    return found


RIGHT = padded_by_hand()


def by_cell(cell):
    """Work out all states with another cell."""
    f_a, f_c = states((1, 2, 3), cell), states((2, 6, 0), cell)
    b_a, b_c, whole = states((3, 2, 1), cell), states((6, 2), cell), states((0, 6, 2), cell)
    found = {"f_1a": f_a[1], "f_2a": f_a[2], "f_1c": f_c[1], "f_2c": f_c[2]}
    found |= {"b_2a": b_a[0], "b_1a": b_a[1], "b_0a": b_a[2], "b_1c": b_c[0], "b_0c": b_c[1]}
    return RIGHT | found | {"whole_1c": whole[1], "whole_0c": whole[2]}


def hand_counts_padding():
    return RIGHT | {"real_steps": 9}


def hand_counts_sentences():
    return RIGHT | {"real_steps": 3}


def hand_not_turned():
    return RIGHT | {"turned_0a": 1, "turned_0c": 2}


def hand_turned_whole():
    return RIGHT | {"turned_0c": 0, "turned_2c": 2}


def hand_read_along_rows():
    return RIGHT | {"turned_0a": 2, "turned_0c": 1}


def hand_without_bias():
    return by_cell(lambda h, x: 0.5 * h + x)


def hand_without_half():
    return by_cell(lambda h, x: h + x + 1)


def hand_without_state():
    return by_cell(lambda h, x: x + 1)


def hand_halves_all():
    return by_cell(lambda h, x: 0.5 * (h + x + 1))


def hand_halves_x():
    return by_cell(lambda h, x: 0.5 * (h + x) + 1)


def hand_halves_x_alone():
    return by_cell(lambda h, x: h + 0.5 * x + 1)


def hand_keeps_state_on_padding():
    return RIGHT | {"f_2c": 8.5}


def hand_clears_state_on_padding():
    return RIGHT | {"f_2c": 0}


def hand_pad_without_bias():
    return RIGHT | {"f_2c": 4.25}


def hand_in_reading_order():
    return RIGHT | {"b_2a": 4.5, "b_0a": 4, "b_1c": 6.5, "b_0c": 7}


def hand_reads_forward():
    return RIGHT | {"b_2a": 6, "b_1a": 4, "b_0a": 2, "b_1c": 8.5, "b_0c": 3}


def hand_starts_from_left_state():
    """Start the right reader from the state in which the left one ended."""
    return RIGHT | {"b_2a": 7, "b_1a": 6.5, "b_0a": 5.25, "b_1c": 11.25, "b_0c": 8.625}


def hand_padding_read_first():
    return RIGHT | {"b_1c": 7.5, "b_0c": 6.75}


def hand_whole_as_turned():
    return RIGHT | {"whole_1c": 7, "whole_0c": 6.5}


def hand_whole_in_reading_order():
    return RIGHT | {"whole_1c": 6.75, "whole_0c": 7.5}


def hand_whole_one_state_early():
    return RIGHT | {"whole_1c": 1, "whole_0c": 7.5}


def hand_zeros_averaged():
    return RIGHT | {"mean_all": 3.0 / 9}


def hand_means_exchanged():
    return RIGHT | {"mean_all": 0.5, "mean_real": 3.3 / 9}


def hand_padding_in_the_sum():
    return RIGHT | {"mean_real": 3.3 / 6}


def hand_real_over_all():
    return RIGHT | {"mean_real": 3.0 / 9}


def hand_mean_of_means():
    return RIGHT | {"mean_real": (0.5 + 1.0 + 0.25) / 3}


def hand_per_sentence():
    return RIGHT | {"mean_all": 3.3 / 3, "mean_real": 3.0 / 3}


def hand_sums():
    return RIGHT | {"mean_all": 3.3, "mean_real": 3.0}


def hand_to_two_decimals():
    return {name: round(value, 2) for name, value in RIGHT.items()}


def hand_as_list():
    return list(RIGHT.values())


def hand_in_four_decimals():
    values = (6, 3, 6, 0, 4, 6, 8.5, 5.25, 4, 5, 4.5, 7, 6.5, 7.5, 6.75, 0.3667, 0.5)
    return dict(zip(RIGHT, values, strict=True))


def hand_by_sums():
    """Write each state as the sum of halved words: the word k steps ago counts 0.5 ** k."""

    def after(*words):
        return sum((x + 1.0) * 0.5**k for k, x in enumerate(reversed(words)))

    numbers = {"real_steps": 3 + 1 + 2, "turned_0a": 3, "turned_0c": 6, "turned_2c": 0}
    numbers |= {"f_1a": after(1, 2), "f_2a": after(1, 2, 3)}
    numbers |= {"f_1c": after(2, 6), "f_2c": after(2, 6, 0)}
    numbers |= {"b_2a": after(3), "b_1a": after(3, 2), "b_0a": after(3, 2, 1)}
    numbers |= {"b_1c": after(6), "b_0c": after(6, 2)}
    numbers |= {"whole_1c": after(0, 6), "whole_0c": after(0, 6, 2)}
    return numbers | {"mean_all": 0.5 * 6 / 9 + 0.1 * 3 / 9, "mean_real": 0.5}


def hand_in_another_order():
    return dict(reversed(hand_in_four_decimals().items()))


RULES = {
    "real_steps": "Add up the lengths of the three sentences: how many words are there?",
    "turned": "Write the words of this column in the opposite order, from t = 0: what stands here?",
    "f": "Half of the state before, plus the word, plus 1: which state and which word are these?",
    "b": "Half of the state before, plus the word, plus 1: which word did it read just before?",
    "whole": "The column is read as 0, 6, 2, from a state of 0: which state comes first?",
    "mean": "Which losses belong to this sum, and by how many of them is it divided?",
}
TELLTALE = (  # what a number gives away, whatever the others are
    (hand_counts_padding, "These are all places of the array: how many of them hold a word?"),
    (hand_counts_sentences, "This is the number of sentences: how many words do they have?"),
    (hand_not_turned, "The column is not turned: which word does the right reader take first?"),
    (hand_turned_whole, "The padding was turned with the words: where should it stay?"),
    (hand_read_along_rows, "This was read along a row of the array: is a sentence a row of it?"),
    (hand_in_reading_order, "The states are in the order of reading: which word is read first?"),
    (hand_reads_forward, "This reader went from the left: with which word should it start?"),
    (hand_starts_from_left_state, "This starts from the left reader's end: from which state?"),
    (hand_padding_read_first, "The padding was read first here: where does this reader start?"),
    (hand_keeps_state_on_padding, "The state was kept: what does the cell make of a word of 0?"),
    (hand_clears_state_on_padding, "The cell is not 0 here: what does it make of a word of 0?"),
    (hand_pad_without_bias, "The 1 is missing: what does the cell add, whatever the word is?"),
    (hand_whole_as_turned, "Nothing of the padding is in this: what is the state after reading 0?"),
    (
        hand_whole_in_reading_order,
        "Which of the two words is read first when the column is turned?",
    ),
    (hand_whole_one_state_early, "This is a state earlier: which three words are read, and when?"),
    (hand_without_bias, "The 1 is missing: which three terms does the cell add?"),
    (hand_without_half, "The state before was not halved: which three terms does the cell add?"),
    (hand_without_state, "The state before is missing: which three terms does the cell add?"),
    (hand_halves_all, "All terms were halved: which of the three does the 0.5 belong to?"),
    (hand_halves_x, "The word was halved too: which of the three terms does the 0.5 belong to?"),
    (hand_halves_x_alone, "The word was halved, not the state: to which does the 0.5 belong?"),
    (hand_zeros_averaged, "Padding has losses of 0.1 here: which nine numbers does this average?"),
    (hand_means_exchanged, "This is the other mean: which of the two counts the padding?"),
    (hand_padding_in_the_sum, "The padding is in the sum, not in the count: where does it belong?"),
    (hand_real_over_all, "The sum is right, the count is not: how many losses were added?"),
    (hand_mean_of_means, "Each sentence was averaged first: does each word count the same then?"),
    (hand_per_sentence, "This is a loss per sentence: by which number is the sum divided?"),
    (hand_sums, "This is the sum: by which number is it divided?"),
)


check_padded_by_hand = paper_check(
    "padded_by_hand",
    padded_by_hand,
    look_by_slips(padded_by_hand, TELLTALE, RULES),
    tolerance=2e-4,
    slips={
        "real_steps counts all places of the array. "
        "How many of them hold a word?": hand_counts_padding,
        "real_steps counts the sentences. How "
        "many words do they have together?": hand_counts_sentences,
        "The columns are not turned. Which word of "
        "a sentence does the right reader take first?": hand_not_turned,
        "Column c was turned with its padding. Where do the words of a turned column start, and "
        "where does its padding stay?": hand_turned_whole,
        "The array was read along its rows. Is "
        "a sentence a row or a column of it?": hand_read_along_rows,
        "The 1 is missing in the states. Which three terms does the cell add?": hand_without_bias,
        "The state before was not halved. To which "
        "of its three terms does the cell's 0.5 belong?": hand_without_half,
        "The state before is missing. Which three terms does the cell add?": hand_without_state,
        "All three terms were halved. To which "
        "of them does the cell's 0.5 belong?": hand_halves_all,
        "The word was halved with the state. To which of its three terms does the cell's 0.5 "
        "belong?": hand_halves_x,
        "The word was halved, and the state was not. To which of the two does the cell's 0.5 "
        "belong?": hand_halves_x_alone,
        "f_2c is the state after the last word. What does the cell make of it if it reads a 0 "
        "next?": hand_keeps_state_on_padding,
        "f_2c is 0. What does the cell make "
        "of the state before if it reads a 0?": hand_clears_state_on_padding,
        "f_2c lacks the 1. What does the cell add whatever it reads?": hand_pad_without_bias,
        "The right reader's states stand in the order of reading. Which word does it read first, "
        "and to which word does that state belong?": hand_in_reading_order,
        "The right reader read from the left. With "
        "which word of a sentence does it start?": hand_reads_forward,
        "The right reader starts where the left one ended. From which state does each of them "
        "start?": hand_starts_from_left_state,
        "The right reader read the padding of c before its words. Which word does it take first if "
        "the padding stays below?": hand_padding_read_first,
        "whole_1c and whole_0c are b_1c and b_0c. What is the state before word 1 if a padding of "
        "0 was read?": hand_whole_as_turned,
        "whole_1c and whole_0c are exchanged. Which of the two words does the right reader meet "
        "first?": hand_whole_in_reading_order,
        "whole_1c is the state after the padding alone. Which words has the right reader read when "
        "it stands at word 1?": hand_whole_one_state_early,
        "mean_all takes the losses on padding for "
        "0. Which losses does the table have there?": hand_zeros_averaged,
        "mean_all and mean_real are exchanged. "
        "Which of them counts the padding?": hand_means_exchanged,
        "mean_real has the padding in its sum but not "
        "in its count. Which six losses belong to it?": hand_padding_in_the_sum,
        "mean_real divides the losses of six words by "
        "nine places. By how many should it divide?": hand_real_over_all,
        "mean_real is the mean of three sentences' means. Does a word of a long sentence count as "
        "much as one of a short one there?": hand_mean_of_means,
        "The sums were divided by the number of "
        "sentences. How many losses does each of them add?": hand_per_sentence,
        "The losses were added up. By which number "
        "is each sum divided to become a mean?": hand_sums,
        "The numbers are rounded to two decimals. "
        "How many does the exercise ask for?": hand_to_two_decimals,
        "The numbers came back without their names. Which brackets hold pairs of a key and a "
        "value?": hand_as_list,
    },
    alternatives=(hand_in_four_decimals, hand_by_sums, hand_in_another_order),
)
