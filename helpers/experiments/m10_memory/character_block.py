"""A transformer and an LSTM read the help topics for equal seconds, with about equal weights.

Running it writes the transformer of seed 0 to data/weights/character_block.npz.
"""

from helpers.experiments.m10_memory.parts import characters
from helpers.experiments.m10_memory.parts.learning import count_weights

SEEDS = (0, 1, 2)
SETTINGS = {
    "transformer": {"D": 64, "heads": 4, "layers": 2, "T": 128},
    "lstm": {"D": 48, "H": 140},
    "training": {"T": 128, "B": 16, "seconds": 45.0, "marks": [0.1, 0.25, 0.5, 0.75, 1.0]},
    "rates": {
        "transformer": {"rate": 0.003, "warm": 50},
        "LSTM": {"rate": 0.005, "warm": 1},
    },
}


def run(seed, *, transformer, lstm, training, rates):
    """Train both. Returns {"transformer": {"weights", "curve"}, "LSTM": the same}.

    Curves as characters.learn returns them.
    """
    vocab, ids, held_out = characters.corpus()
    models = {
        "transformer": characters.make_transformer(len(vocab), seed, **transformer),
        "LSTM": characters.make_lstm(len(vocab), seed, **lstm),
    }
    found = {}
    for name, model in models.items():
        curve = characters.learn(
            model, ids, held_out, carry=name == "LSTM", **rates[name], **training
        )
        found[name] = {"weights": count_weights(model), "curve": curve}
    if seed == SEEDS[0]:
        characters.save(models["transformer"])
    return found
