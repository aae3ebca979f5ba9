"""As character_block, one seed for five times the seconds: whether the two curves meet."""

from helpers.experiments.m10_memory.character_block import SETTINGS as SHORT
from helpers.experiments.m10_memory.parts import characters
from helpers.experiments.m10_memory.parts.learning import count_weights

SEEDS = (0,)
SETTINGS = SHORT | {
    # A dict of dicts: mypy takes each value for an object.
    "training": SHORT["training"]  # type: ignore[operator]
    | {"seconds": 225.0, "marks": [0.1, 0.2, 0.4, 0.6, 0.8, 1.0]}
}


def run(seed, *, transformer, lstm, training, rates):
    """Train both for longer. Returns what character_block.run does."""
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
    return found
