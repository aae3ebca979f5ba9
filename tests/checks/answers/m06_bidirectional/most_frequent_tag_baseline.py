"""Answers to most_frequent_tag_baseline that its record did not foresee."""

from collections import Counter

from tests.checks.answers import wrong


def counts_of(words, tags):
    counts = {}
    for word, tag in zip(words, tags, strict=True):
        counts.setdefault(word.lower(), Counter())[tag] += 1
    return counts


def case_kept(words, tags, new_words):
    counts, usual = {}, Counter(tags)
    for word, tag in zip(words, tags, strict=True):
        counts.setdefault(word, Counter())[tag] += 1
    return [counts.get(word, usual).most_common(1)[0][0] for word in new_words]


def new_words_not_lowered(words, tags, new_words):
    counts, usual = counts_of(words, tags), Counter(tags)
    return [counts.get(word, usual).most_common(1)[0][0] for word in new_words]


def always_noun(words, tags, new_words):
    counts, noun = counts_of(words, tags), Counter(["NOUN"])
    return [counts.get(word.lower(), noun).most_common(1)[0][0] for word in new_words]


def key_error(words, tags, new_words):
    counts = counts_of(words, tags)
    return [counts[word.lower()].most_common(1)[0][0] for word in new_words]


def last_tag_wins(words, tags, new_words):
    table = {word.lower(): tag for word, tag in zip(words, tags, strict=True)}
    usual = Counter(tags).most_common(1)[0][0]
    return [table.get(word.lower(), usual) for word in new_words]


def usual_by_word_types(words, tags, new_words):
    """Find the default among the words' own most frequent tags, each word once."""
    table = {w: c.most_common(1)[0][0] for w, c in counts_of(words, tags).items()}
    usual = Counter(table.values()).most_common(1)[0][0]
    return [table.get(word.lower(), usual) for word in new_words]


def ties_by_name(words, tags, new_words):
    counts, usual = counts_of(words, tags), Counter(tags)
    rows = [counts.get(word.lower(), usual) for word in new_words]
    return [max(sorted(row), key=row.get) for row in rows]


def the_counts(words, tags, new_words):
    counts, usual = counts_of(words, tags), Counter(tags)
    return [counts.get(word.lower(), usual).most_common(1)[0] for word in new_words]


def unseen_left_out(words, tags, new_words):
    counts = counts_of(words, tags)
    return [counts[w.lower()].most_common(1)[0][0] for w in new_words if w.lower() in counts]


def one_tag_for_all(words, tags, new_words):
    return [Counter(tags).most_common(1)[0][0]] * len(new_words)


def a_dict(words, tags, new_words):
    counts, usual = counts_of(words, tags), Counter(tags)
    return {w: counts.get(w.lower(), usual).most_common(1)[0][0] for w in new_words}
