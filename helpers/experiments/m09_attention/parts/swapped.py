"""Does a word depend on what was looked at when it was written? Another scene's context tells.

Axes  B batch.
"""

import torch

from helpers.experiments.m09_attention.parts.captioner import EOS

STEPS = ("a", "colour", "noun")  # how every caption begins


@torch.no_grad()
def right_nouns(model, scenes, swapped=None):
    """Return the share of captions whose first noun is right, the true words before it given.

    swapped: of STEPS; at it each scene gets the context that the scene before it looked up.
    """
    grid, s = model.look(scenes.images)
    true = torch.as_tensor(scenes.captions)
    ids = torch.full_like(true[0], EOS)
    for t, name in enumerate(STEPS):
        context, _ = model.attention(s, grid, grid)
        if name == swapped:
            context = context.roll(1, dims=0)
        (s,) = model.cell(torch.cat([model.words(ids), context], dim=-1), (s,))
        logits = model.readout(torch.cat([s, context], dim=-1))
        ids = true[t]
    return float((logits.argmax(dim=-1) == ids).float().mean())
