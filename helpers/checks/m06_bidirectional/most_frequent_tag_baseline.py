"""Check of most_frequent_tag_baseline."""

from collections import Counter

import numpy as np

from helpers.checks.engine.check import Check
from helpers.scratch.modules.m06_bidirectional import most_frequent_tag_baseline

WORDS = ("duck", "Duck", "DUCK", "light", "Light", "run", "saw", "Saw", "the", "The")
TAGS = ("NOUN", "VERB", "ADJ", "DET", "PROPN")
NEW = ("goose", "Otter", "swan")


def most_frequent_tag_baseline_cases(seed):
    """Yield (words, tags, new_words): the prompt's, random ones with ties, one word, all unseen."""
    rng = np.random.default_rng(seed)
    words, tags = "The duck ducks duck the duck".split(), "DET NOUN VERB VERB DET NOUN".split()
    yield words, tags, ["Duck", "the", "goose"]
    for n in (30, 18, 30, 9):
        words, tags = drawn(rng, WORDS, n), drawn(rng, TAGS, n)
        yield words, tags, [*drawn(rng, WORDS, 8), *drawn(rng, NEW, 3)]
    words = ["saw", "light", "saw", "Light", "run", "run", "run"]
    yield words, ["VERB", "NOUN", "NOUN", "ADJ", "VERB", "VERB", "NOUN"], ["SAW", "light", "swan"]
    yield ["run", "saw", "saw"], ["VERB", "NOUN", "VERB"], drawn(rng, NEW, 2)
    yield ["Run"], [str(rng.choice(TAGS))], ["run"]


def drawn(rng, names, n):
    return [str(name) for name in rng.choice(names, size=n)]


def counted(words, tags):
    counts: dict[str, Counter] = {}
    for word, tag in zip(words, tags, strict=True):
        counts.setdefault(word.lower(), Counter())[tag] += 1
    return counts


def first_most(row):
    return row.most_common(1)[0][0]


def looked_up(table, usual, new_words):
    return [table.get(word.lower(), usual) for word in new_words]


def usual_case_kept(words, tags, new_words):
    counts, usual = {}, Counter(tags)
    for word, tag in zip(words, tags, strict=True):
        counts.setdefault(word, Counter())[tag] += 1
    return [first_most(counts.get(word, usual)) for word in new_words]


def usual_new_case_kept(words, tags, new_words):
    counts, usual = counted(words, tags), Counter(tags)
    return [first_most(counts.get(word, usual)) for word in new_words]


def usual_noun_for_unseen(words, tags, new_words):
    table = {word: first_most(row) for word, row in counted(words, tags).items()}
    return looked_up(table, "NOUN", new_words)


def usual_none_for_unseen(words, tags, new_words):
    table = {word: first_most(row) for word, row in counted(words, tags).items()}
    return looked_up(table, None, new_words)


def usual_unseen_left_out(words, tags, new_words):
    counts = counted(words, tags)
    return [first_most(counts[w.lower()]) for w in new_words if w.lower() in counts]


def usual_unseen_fails(words, tags, new_words):
    counts = counted(words, tags)
    return [first_most(counts[word.lower()]) for word in new_words]


def usual_last_wins(words, tags, new_words):
    table = {word.lower(): tag for word, tag in zip(words, tags, strict=True)}
    return looked_up(table, first_most(Counter(tags)), new_words)


def usual_first_wins(words, tags, new_words):
    table: dict[str, str] = {}
    for word, tag in zip(words, tags, strict=True):
        table.setdefault(word.lower(), tag)
    return looked_up(table, first_most(Counter(tags)), new_words)


def usual_by_types(words, tags, new_words):
    """Count each word once for the tag of unseen ones."""
    table = {word: first_most(row) for word, row in counted(words, tags).items()}
    return looked_up(table, first_most(Counter(table.values())), new_words)


def usual_ties_by_name(words, tags, new_words):
    counts, usual = counted(words, tags), Counter(tags)
    rows = [counts.get(word.lower(), usual) for word in new_words]
    return [max(sorted(row), key=row.__getitem__) for row in rows]


def usual_ties_last(words, tags, new_words):
    counts, usual = counted(words, tags), Counter(tags)
    rows = [counts.get(word.lower(), usual) for word in new_words]
    return [max(reversed(row), key=row.__getitem__) for row in rows]


def usual_least(words, tags, new_words):
    counts, usual = counted(words, tags), Counter(tags)
    rows = [counts.get(word.lower(), usual) for word in new_words]
    return [min(row, key=row.__getitem__) for row in rows]


def usual_largest_name(words, tags, new_words):
    """Take the maximum of the tags themselves, without their counts."""
    counts, usual = counted(words, tags), Counter(tags)
    return [max(counts.get(word.lower(), usual)) for word in new_words]


def usual_one_for_all(words, tags, new_words):
    return [first_most(Counter(tags))] * len(new_words)


def usual_with_counts(words, tags, new_words):
    counts, usual = counted(words, tags), Counter(tags)
    return [counts.get(word.lower(), usual).most_common(1)[0] for word in new_words]


def usual_counts_alone(words, tags, new_words):
    counts, usual = counted(words, tags), Counter(tags)
    return [max(counts.get(word.lower(), usual).values()) for word in new_words]


def usual_in_lists(words, tags, new_words):
    return [[tag] for tag in most_frequent_tag_baseline(words, tags, new_words)]


def usual_as_dict(words, tags, new_words):
    found = most_frequent_tag_baseline(words, tags, new_words)
    return dict(zip(new_words, found, strict=True))


def usual_of_training(words, tags, new_words):
    return most_frequent_tag_baseline(words, tags, words)


def usual_by_scanning(words, tags, new_words):
    lowered = [word.lower() for word in words]
    found = []
    for new in new_words:
        own = [t for w, t in zip(lowered, tags, strict=True) if w == new.lower()] or list(tags)
        found.append(max(own, key=own.count))
    return found


def usual_by_sorting(words, tags, new_words):
    counts, seen = {}, {}
    for i, (word, tag) in enumerate(zip(words, tags, strict=True)):
        for key in ((word.lower(), tag), (None, tag)):
            counts[key] = counts.get(key, 0) + 1
            seen.setdefault(key, i)
    best: dict = {}
    for word, tag in sorted(counts, key=lambda key: (-counts[key], seen[key])):
        best.setdefault(word, tag)
    return [best.get(word.lower(), best[None]) for word in new_words]


def usual_by_counter(words, tags, new_words):
    rows: dict[str, list] = {}
    for i in range(len(words)):
        rows[words[i].lower()] = [*rows.get(words[i].lower(), []), tags[i]]
    return tuple(
        Counter(rows[w.lower()] if w.lower() in rows else tags).most_common()[0][0]
        for w in new_words
    )


check_most_frequent_tag_baseline = Check(
    name="most_frequent_tag_baseline",
    reference=most_frequent_tag_baseline,
    cases=most_frequent_tag_baseline_cases,
    outputs=("tags",),
    slips={
        "Duck and duck are two words here. In which case are words compared?": usual_case_kept,
        "The new words were not turned to lower case. Is Duck the word duck?": usual_new_case_kept,
        "Every unseen word is a NOUN. Which "
        "tag is most frequent in this training text?": usual_noun_for_unseen,
        "An unseen word got None. Which tag should it get?": usual_none_for_unseen,
        "Unseen words were left out. How "
        "many tags does the exercise ask for?": usual_unseen_left_out,
        "An unseen word has no counts. Which method of "
        "a dict has an answer for a missing key?": usual_unseen_fails,
        "Each word has the tag that came last with it. Which one came most often?": usual_last_wins,
        "Each word has the tag that came "
        "first with it. Which one came most often?": usual_first_wins,
        "For unseen words each word of the training text counts once, with its own most frequent "
        "tag. Over what should tags be counted?": usual_by_types,
        "Of equally frequent tags the first by "
        "name was taken. Which of them should be?": usual_ties_by_name,
        "Of equally frequent tags the one that came "
        "last was taken. Which of them should be?": usual_ties_last,
        "Each word has its rarest tag. Which end of the counts is asked for?": usual_least,
        "The largest name among the tags was "
        "taken. By what should max compare them?": usual_largest_name,
        "Every word got the tag most frequent over all. "
        "What do the counts of the word itself say?": usual_one_for_all,
        "Each item is a pair of tag and count. "
        "Which of the two does the exercise ask for?": usual_with_counts,
        "The items are counts. Which tag has the count?": usual_counts_alone,
        "Each tag stands in a list of its "
        "own. What should an item of the result be?": usual_in_lists,
        "A dict came back, in which a word that comes twice stands once. What should stand in the "
        "result for each new word?": usual_as_dict,
        "The words of the training text were tagged. Which words are new?": usual_of_training,
    },
    alternatives=(usual_by_scanning, usual_by_sorting, usual_by_counter),
    tolerance_reason="texts are equal or not",
)
