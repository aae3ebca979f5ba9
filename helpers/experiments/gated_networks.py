"""LSTM networks whose gates start, or stay, where an experiment wants them.

Axes  H hidden.   Blocks run i, f, g, o.
"""

import torch

BLOCKS = ("i", "f", "g", "o")
ALWAYS_OPEN = 40.0  # as a forget gate's bias: sigmoid(40) is 1 in float32, and its slope is 0


def set_gates(lstm, *, input_bias=0.0, forget_bias=1.0, forget=True):
    """Set the gates' biases of a torch.nn.LSTM, and return it; the other biases become 0.

    forget False makes it the cell of 1997, c_next = c + i * g: the forget gates are 1, and no
    training changes that.
    """
    H = lstm.hidden_size
    rows = {gate: slice(k * H, (k + 1) * H) for k, gate in enumerate(BLOCKS)}
    with torch.no_grad():
        for bias in (lstm.bias_ih_l0, lstm.bias_hh_l0):
            bias.zero_()
        lstm.bias_ih_l0[rows["i"]] = input_bias
        lstm.bias_ih_l0[rows["f"]] = forget_bias if forget else ALWAYS_OPEN
        if not forget:
            for weight in (lstm.weight_ih_l0, lstm.weight_hh_l0):
                weight[rows["f"]] = 0.0
    if not forget:
        for weight in lstm.parameters():
            trained = torch.ones_like(weight)
            trained[rows["f"]] = 0.0
            weight.register_hook(lambda gradient, trained=trained: gradient * trained)
    return lstm
