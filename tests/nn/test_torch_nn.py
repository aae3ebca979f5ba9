"""torch's own nn.RNN, as an oracle for what is derived by hand."""

import numpy as np
import pytest

from helpers.nn.torch_nn import elman_gradients
from helpers.scratch import bptt
from helpers.scratch.init import init_rnn


def test_torch_agrees_with_the_gradients_that_are_derived_by_hand():
    rng = np.random.default_rng(0)
    p, xs, h0 = init_rnn(rng, 3, 4), rng.normal(size=(6, 2, 3)), rng.normal(size=(2, 4))
    p = p._replace(b=rng.normal(size=4))
    dhs_direct = rng.normal(size=(6, 2, 4))
    dxs, dh0, dp = bptt.rnn_backward(p, bptt.rnn_forward(p, xs, h0)[1], dhs_direct)
    theirs = elman_gradients(p, xs, h0, dhs_direct)
    for name, ours in {"xs": dxs, "h0": dh0, **dp._asdict()}.items():
        assert theirs[name] == pytest.approx(ours, abs=1e-12)
