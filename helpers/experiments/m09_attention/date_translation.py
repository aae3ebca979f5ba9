"""Dates in fifteen spellings to ISO 8601, letter by letter, with one encoder for both kinds."""

from helpers.experiments.m09_attention.parts import dates, translator

SEEDS = (0, 1, 2)
SETTINGS = {
    "data": {"train": 12_000, "valid": 200, "each": 50},
    "sizes": {"D": 32, "H": 64},
    "training": {"B": 64, "rate": 0.01, "every": 50},
    "steps": {"none": 900, "additive": 450},
}


def run(seed, *, data, sizes, training, steps):
    """Train a translator with additive attention, and longer one without.

    Returns {kind: {"curve": [[steps, CPU seconds, exact match on held-out dates], ...],
    "by_spelling": {spelling: [exact match, token accuracy]}, of the same dates in all}}.
    """
    corpus = dates.corpus(seed, **data)
    found = {}
    for kind, count in steps.items():
        attention = None if kind == "none" else kind
        model = translator.make_translator(
            len(corpus.letters) + 1, len(dates.ISO) + 1, attention, seed, **sizes
        )
        curve = translator.fit(
            model,
            corpus.train,
            lambda model=model: translator.exact(model, corpus.valid),
            seed,
            steps=count,
            **training,
        )
        tests = corpus.tests.items()
        by_spelling = {name: translator.scores(model, batch) for name, batch in tests}
        found[kind] = {"curve": curve, "by_spelling": by_spelling}
    return found
