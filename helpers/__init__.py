"""Helpers of the RNN course: reference code, checks, figures, data, and the tools around them.

Glossary, the same in every module, docstring and message.

Axes
    T time, B batch, D input, H hidden, V vocabulary, S source length, K beam or heads.
    Time comes first: xs (T, B, D), hs (T, B, H). A plural is a sequence: x (B, D) is one step.
    lengths (B,); mask (T, B) is 1 on real steps and 0 on padding.
Weights
    W_x (D, kH), W_h (H, kH), b (kH,) for k gate blocks; readout W_y (H, V), b_y (V,);
    embedding E (V, D). The weight always stands on the right: x @ W.
Gate orders
    LSTM blocks run i, f, g, o. GRU blocks run r, z, n, with biases b_x and b_h, reset after
    the product: h_next = (1 - z) * n + z * h. Both as in PyTorch.
Symbols
    a is a pre-activation, h the state, h_next the state one step later, h0 the first one.
    dX is the gradient of the loss with respect to X; p holds parameters, dp their gradients.
Units
    Losses are in nats, per token where they are means. Bits per character appear in reports
    only, under a name that says so (bpc). Temperature and learning rate are above 0.
"""
