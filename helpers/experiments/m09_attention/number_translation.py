"""English number words to German ones: one encoder, with and without attention."""

from helpers.experiments.m09_attention.parts import numbers, translator

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {"train": 10_000, "each": 100},
    "sizes": {"D": 32, "H": 64},
    "training": {"B": 64, "rate": 0.01, "every": 50},
    "steps": {"none": 1800, "additive": 600, "dot": 600, "general": 600},
}


def run(seed, *, data, sizes, training, steps):
    """Train one translator of each kind on numbers of at most 8 words; without attention longer.

    Returns {kind: {"curve": [[steps, CPU seconds, exact match on held-out numbers of 3 to 8
    words], ...], "by_length": {words: [exact match, token accuracy]}, "pointing": {words: as
    numbers.pointing returns it}, without attention empty}}.
    """
    corpus = numbers.corpus(seed, **data)
    return {
        kind: learn(kind, corpus, seed, sizes, training | {"steps": count})
        for kind, count in steps.items()
    }


def learn(kind, corpus, seed, sizes, training):
    """Train a translator of one kind, and test it at every length."""
    attention = None if kind == "none" else kind
    model = translator.make_translator(
        numbers.V_ENGLISH, numbers.V_GERMAN, attention, seed, **sizes
    )
    curve = translator.fit(
        model, corpus.train, lambda: translator.exact(model, corpus.valid), seed, **training
    )
    tests = {str(L): numbers.pairs_of(found) for L, found in corpus.tests.items()}
    pointed = {}
    if attention:
        pointed = {
            L: numbers.pointing(translator.alignments(model, batch), corpus.tests[int(L)])
            for L, batch in tests.items()
        }
    by_length = {L: translator.scores(model, batch) for L, batch in tests.items()}
    return {"curve": curve, "by_length": by_length, "pointing": pointed}
