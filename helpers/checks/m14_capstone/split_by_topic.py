"""Check of split_by_topic."""

import numpy as np

from helpers.checks.engine.check import Check
from helpers.datasets.comparison import split_by_topic

NAMES = ("files", "lists", "loops", "names", "scope", "slots", "types")


def split_by_topic_cases(seed):
    """Yield (topics, order, most): a topic that does not fit first, exact fits, the ends, one."""
    rng = np.random.default_rng(seed)
    yield drawn(rng, (4, 1, 2, 3), (0, 1, 2, 3), 5)  # 4, then 1; 2 and 3 do not fit
    yield drawn(rng, (2, 5, 1, 1, 3), (0, 1, 2, 4, 3), 4)  # 2, not 5, 1, not 3, 1: exactly 4
    yield drawn(rng, (6, 1, 2, 1), (0, 1, 2, 3), 4)  # the first does not fit
    yield drawn(rng, (1, 2, 3, 1, 2), (4, 2, 0, 3, 1), 6)
    yield drawn(rng, (3, 2), (1, 0), 0)
    yield drawn(rng, (3, 2, 2), (1, 2, 0), 7)
    yield drawn(rng, (4,), (0,), 3)
    names = ["loops", "for", "loop", "loops", "loop", "loop"]  # one name is a part of another
    yield [names[i] for i in rng.permutation(6)], ["loops", "loop", "for"], 3
    names = ["loops", "for", "loop", "loops", "loop", "loops"]
    yield [names[i] for i in rng.permutation(6)], ["loop", "loops", "for"], 3
    yield drawn(rng, (4, 1, 2, 3), (0, 1, 2, 3), 5)


def drawn(rng, sizes, order, most):
    """Shuffle documents of so many topics; most of them may be held out."""
    names = [str(name) for name in rng.permutation(NAMES)[: len(sizes)]]
    topics = [name for name, size in zip(names, sizes, strict=True) for _ in range(size)]
    shuffled = [topics[i] for i in rng.permutation(len(topics))]
    return shuffled, [names[i] for i in order], most


def held_out(topics, order, most, fits):
    """Ask the topics in turn. fits: (held, size, room) -> (taken, whether to go on)."""
    chosen, held = set(), 0
    for topic in order:
        size = topics.count(topic)
        taken, more = fits(held, size, most)
        if taken:
            chosen.add(topic)
            held += size
        if not more:
            break
    return sides(topics, chosen)


def sides(topics, chosen):
    train = [i for i, topic in enumerate(topics) if topic not in chosen]
    return train, [i for i, topic in enumerate(topics) if topic in chosen]


def split_documents(topics, order, most):
    """Cut the list of documents, whatever their topics are."""
    return list(range(most, len(topics))), list(range(most))


def split_documents_from_the_end(topics, order, most):
    count = len(topics) - most
    return list(range(count)), list(range(count, len(topics)))


def split_stops_at_the_first(topics, order, most):
    def fits(held, size, room):
        return held + size <= room, held + size <= room

    return held_out(topics, order, most, fits)


def split_one_too_many(topics, order, most):
    """Take topics until the share is reached, so that the last one may go beyond it."""

    def fits(held, size, room):
        return held < room, True

    return held_out(topics, order, most, fits)


def split_less_than(topics, order, most):
    """Refuse a topic that fills the room exactly."""

    def fits(held, size, room):
        return held + size < room, True

    return held_out(topics, order, most, fits)


def split_held_forgotten(topics, order, most):
    """Compare each topic by itself with the room."""

    def fits(held, size, room):
        return size <= room, True

    return held_out(topics, order, most, fits)


def split_topics_counted(topics, order, most):
    """Hold out so many topics."""
    return sides(topics, set(order[:most]))


def split_by_name(topics, order, most):
    """Ask the topics in the order of their names."""
    return split_by_topic(topics, sorted(order), most)


def split_by_first_document(topics, order, most):
    """Ask the topics in the order of their documents."""
    return split_by_topic(topics, list(dict.fromkeys(topics)), most)


def split_by_size(topics, order, most):
    return split_by_topic(topics, sorted(order, key=topics.count), most)


def split_largest_first(topics, order, most):
    return split_by_topic(topics, sorted(order, key=topics.count, reverse=True), most)


def split_from_the_end(topics, order, most):
    return split_by_topic(topics, order[::-1], most)


def split_sides_exchanged(topics, order, most):
    return split_by_topic(topics, order, most)[::-1]


def split_train_filled(topics, order, most):
    """Fill the training side, as far as there is room beside what is held out."""
    test, train = split_by_topic(topics, order, len(topics) - most)
    return train, test


def split_topic_names(topics, order, most):
    """Return the topics of the documents in place of their indices."""
    return tuple([topics[i] for i in side] for side in split_by_topic(topics, order, most))


def split_distinct_names(topics, order, most):
    """Return the topics themselves."""
    chosen = {topics[i] for i in split_by_topic(topics, order, most)[1]}
    return [t for t in order if t not in chosen], [t for t in order if t in chosen]


def split_in_order(topics, order, most):
    """Leave the indices as the topics came, not ascending."""
    chosen = [topics[i] for i in split_by_topic(topics, order, most)[1]]
    train = [i for t in order if t not in chosen for i, other in enumerate(topics) if other == t]
    test = [i for t in order if t in chosen for i, other in enumerate(topics) if other == t]
    return train, test


def split_test_in_order(topics, order, most):
    """Leave the indices of the test as the topics came."""
    return split_by_topic(topics, order, most)[0], split_in_order(topics, order, most)[1]


def split_less_in_order(topics, order, most):
    """Refuse a topic that fills the room exactly, and leave the indices as the topics came."""
    chosen = [topics[i] for i in split_less_than(topics, order, most)[1]]
    places = [[i for i, other in enumerate(topics) if other == t] for t in order]
    held = [t in chosen for t in order]
    return tuple(
        [i for took, part in zip(held, places, strict=True) if took == side for i in part]
        for side in (False, True)
    )


def split_less_exchanged(topics, order, most):
    return split_less_than(topics, order, most)[::-1]


def split_by_part_of_name(topics, order, most):
    """Look a topic up in the joined names of those held out."""
    chosen = " ".join({topics[i] for i in split_by_topic(topics, order, most)[1]})
    train = [i for i, topic in enumerate(topics) if topic not in chosen]
    return train, [i for i, topic in enumerate(topics) if topic in chosen]


def split_positions_from_one(topics, order, most):
    train, test = split_by_topic(topics, order, most)
    return [i + 1 for i in train], [i + 1 for i in test]


def by_arrays(topics, order, most):
    topics = np.array(topics)
    test = np.zeros(len(topics), dtype=bool)
    for topic in order:
        more = topics == topic
        if (test | more).sum() <= most:
            test |= more
    return np.flatnonzero(~test).tolist(), np.flatnonzero(test).tolist()


def by_groups(topics, order, most):
    places = {}
    for i, topic in enumerate(topics):
        places.setdefault(topic, []).append(i)
    train, test = [], []
    for topic in order:
        fits = len(test) + len(places[topic]) <= most
        (test if fits else train).extend(places[topic])
    return sorted(train), sorted(test)


def by_room(topics, order, most):
    room, chosen = most, []
    for topic in order:
        if topics.count(topic) <= room:
            chosen.append(topic)
            room -= topics.count(topic)
    test = [i for i in range(len(topics)) if topics[i] in chosen]
    return [i for i in range(len(topics)) if i not in test], test


check_split_by_topic = Check(
    name="split_by_topic",
    reference=split_by_topic,
    cases=split_by_topic_cases,
    outputs=("train", "test"),
    slips={
        "The documents were cut in two at one place, so that a topic may stand on both sides. "
        "What is to stay together?": split_documents,
        "The last documents were held out, so that a topic may stand on both sides. What is to "
        "stay together?": split_documents_from_the_end,
        "Nothing was held out after the first topic that does not fit. May a later, smaller one "
        "fit?": split_stops_at_the_first,
        "A topic was held out while there was any room left, and went beyond it. With what is "
        "most to be compared, before or after the topic is added?": split_one_too_many,
        "A topic that fills the room exactly was left in training. Which comparison allows "
        "equality?": split_less_than,
        "Each topic was compared with most by itself. What of the documents that are held "
        "out already?": split_held_forgotten,
        "So many topics were held out. Of what is most a number, topics or documents?": (
            split_topics_counted
        ),
        "The topics were asked in the order of their names. Which order was given?": split_by_name,
        "The topics were asked as their documents come. Which order was "
        "given?": split_by_first_document,
        "The small topics were asked first. Which order was given?": split_by_size,
        "The large topics were asked first. Which order was given?": split_largest_first,
        "The topics were asked from the end of order. Which comes first?": split_from_the_end,
        "The training side was filled with the topics in turn. Which side takes them as long as "
        "they fit?": split_train_filled,
        "These are the topics of the documents. Which numbers name the "
        "documents?": split_topic_names,
        "These are topics. Which numbers name their documents?": split_distinct_names,
        "The indices stand topic by topic. In which order should they stand?": split_in_order,
        "The indices of the test stand topic by topic. In which order should they "
        "stand?": split_test_in_order,
        "A topic that fills the room exactly was left in training, and the indices stand topic by "
        "topic. Which comparison allows equality, and which order is asked "
        "for?": split_less_in_order,
        "A topic that fills the room exactly was left in training, and the two lists are "
        "exchanged. Which comparison allows equality, and which list comes "
        "first?": split_less_exchanged,
        "A topic was held out because its name is a part of another's. Are names compared, or "
        "letters?": split_by_part_of_name,
        "The documents were counted from 1. Which index has the first?": split_positions_from_one,
    },
    alternatives=(by_arrays, by_groups, by_room),
    tolerance_reason="whole numbers",
)
