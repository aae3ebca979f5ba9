"""Stories in which people move again and the latest place counts, with and without linear start."""

from helpers.experiments.m10_memory.parts.hops import MemoryNetwork, learn_stories, on_support

SEEDS = (0, 1, 2, 3, 4, 5)
SETTINGS = {
    "D": 32,
    "hops": 2,
    "starts": {"softmax from the start": 0.0, "linear start": 0.15},
    "training": {
        "stories": 10_000,
        "moves": 2,
        "B": 64,
        "rate": 0.005,
        "steps": 9000,
        "every": 500,
    },
}


def run(seed, *, D, hops, starts, training):
    """Train two hops on stories in which each person moves twice.

    Returns {start: {"curve", "support"}}, as story_hops.run does. While the start is linear, it is
    judged without the softmax too.
    """
    slots, found = 5 * training["moves"] + 5, {}
    for name, share in starts.items():
        model = MemoryNetwork(hops, slots, D, seed)
        curve, held_out = learn_stories(model, seed, linear=share, **training)
        found[name] = {"curve": curve, "support": on_support(model, held_out)}
    return found
