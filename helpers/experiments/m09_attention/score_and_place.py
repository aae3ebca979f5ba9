"""Number words to German: the score of attention and the place of its context, changed apart."""

from helpers.experiments.m09_attention.parts import crossed, numbers, translator

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {"train": 10_000, "each": 100},
    "sizes": {"D": 32, "H": 64},
    "training": {"B": 64, "rate": 0.01, "every": 100, "steps": 600},
}


def run(seed, *, data, sizes, training):
    """Train a translator of each score and place on numbers of at most 8 words.

    Returns {"score, place": {"curve", "by_length", "pointing"}}, each as number_translation.run
    returns it.
    """
    corpus = numbers.corpus(seed, **data)
    return {
        f"{score}, {place}": learn(score, place, corpus, seed, sizes, training)
        for score in crossed.SCORES
        for place in crossed.PLACES
    }


def learn(score, place, corpus, seed, sizes, training):
    """Train one translator, and test it at every length."""
    model = crossed.make_crossed(numbers.V_ENGLISH, numbers.V_GERMAN, score, place, seed, **sizes)
    curve = translator.fit(
        model, corpus.train, lambda: translator.exact(model, corpus.valid), seed, **training
    )
    by_length, pointed = {}, {}
    for L, found in corpus.tests.items():
        batch = numbers.pairs_of(found)
        by_length[str(L)] = translator.scores(model, batch)
        pointed[str(L)] = numbers.pointing(translator.alignments(model, batch), found)
    return {"curve": curve, "by_length": by_length, "pointing": pointed}
