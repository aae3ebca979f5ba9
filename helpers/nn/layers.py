"""Layers: any cell run over time, in both directions, stacked, and as a pyramid.

Every layer takes a padded batch with lengths, or a PackedSequence, and answers in kind. A padded
step changes nothing, as in helpers.scratch.bptt: the state stays as it was, hs are 0 there, and
what xs hold, even NaN, reaches neither a state nor a gradient.

Axes  T time, B batch, D input, H hidden.   D and width are what a layer takes and what it shows.
"""

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from helpers.nn.cells import RecurrentCell
from helpers.scratch.contract.params import shape_of
from helpers.scratch.contract.validation import require_count, require_lengths


class Recurrent(nn.Module):
    """A cell run over time, with the same weights at every step."""

    def __init__(self, cell):
        """Take a RecurrentCell, which is kept as it is.

        Raises: ValueError if it is none.
        """
        super().__init__()
        if not isinstance(cell, RecurrentCell):
            raise ValueError(f"cell is a {type(cell).__name__}, expected a RecurrentCell.")
        self.cell, self.D = cell, cell.D
        shown = next(iter(cell.cell.state.values()))
        self.width = shape_of(shown, {"B": 1, "H": cell.H})[1]

    def forward(self, xs, state0=None, lengths=None, start=0):
        """Run the cell over a sequence.

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 a tuple such as (h0, c0), zeros
        if None; lengths (B,) int, all T if None -> hs (T, B, H), or packed as xs, and the state
        after each row's last real step. start is the number of the first step, for a cell that
        runs on a clock.
        Raises: ValueError if an argument does not fit the weights or another one.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths, start=start)
        start = require_count("start", start, least=0)
        self.cell.require_input("xs", xs, "T, B, D")
        state = self.cell.zero_state(xs.shape[1]) if state0 is None else state0
        self.cell.require_state(state, xs.shape[1], "state0")
        mask = _mask(xs, lengths)
        p = self.cell.prepare(self.cell.params())  # once, not at every step
        hs, zeros = [], tuple(torch.zeros_like(s) for s in state)
        for t, x in enumerate(_real_or_zero(mask, xs)):
            clock = {"t": start + t} if self.cell.cell.timed else {}
            state_next = self.cell.step(p, x, *_choose(mask, t, state, zeros), **clock)
            state = _choose(mask, t, state_next, state)
            hs.append(state_next[0])
        return _real_or_zero(mask, torch.stack(hs)), state

    def to_scratch(self):
        """Return the weights as scratch's NamedTuple of arrays."""
        return self.cell.to_scratch()


class Bidirectional(nn.Module):
    """Two cells over one sequence, one from each side; shows their states side by side."""

    def __init__(self, forward_cell, backward_cell):
        """Take two RecurrentCells, of equal D.

        Raises: ValueError if one is none, or they read inputs of different widths.
        """
        super().__init__()
        self.from_left, self.from_right = Recurrent(forward_cell), Recurrent(backward_cell)
        self.D = self.from_left.D
        if self.from_right.D != self.D:
            raise ValueError(f"backward_cell has D={self.from_right.D}, expected {self.D}.")
        self.width = self.from_left.width + self.from_right.width

    def forward(self, xs, state0=None, lengths=None):
        """Run both cells over a sequence, one from each row's first step, one from its last.

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 a pair (of the left reader, of
        the right one) of tuples, zeros if None; lengths (B,) int, all T if None
        -> hs (T, B, 2H), or packed as xs, and the pair of last states.
        Raises: ValueError if an argument does not fit the weights or another one.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        pair = (None, None) if state0 is None else state0
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError("state0 is not a pair of tuples, expected one per direction.")
        hs_f, state_f = self.from_left(xs, pair[0], lengths)
        hs_b, state_b = self.from_right(reverse_padded(xs, lengths), pair[1], lengths)
        return torch.cat([hs_f, reverse_padded(hs_b, lengths)], dim=-1), (state_f, state_b)

    def to_scratch(self):
        """Return the weights as a pair (p_f, p_b) of scratch's NamedTuples."""
        return self.from_left.to_scratch(), self.from_right.to_scratch()


class Stacked(nn.Module):
    """Layers, each over what the one below shows, with residual links where wanted."""

    stride = 1  # steps of the layer below for one step of the next

    def __init__(self, layers, residual=False):
        """Take Recurrent or Bidirectional layers, the lowest first.

        residual: whether a layer's input is added to its output; a boolean, or one per layer.
        Raises: ValueError if a layer does not fit the one below, or a residual link has input
        and output of different widths.
        """
        super().__init__()
        if not isinstance(layers, (list, tuple, nn.ModuleList)) or not len(layers):
            raise ValueError(f"layers is {layers!r}, expected a list of at least one layer.")
        odd = [type(part).__name__ for part in layers if not hasattr(part, "width")]
        if odd:
            raise ValueError(f"layers holds {', '.join(odd)}, expected layers such as Recurrent.")
        links = (residual,) * len(layers) if isinstance(residual, bool) else residual
        if not isinstance(links, (list, tuple)) or [*map(type, links)] != [bool] * len(layers):
            raise ValueError(f"residual is {residual!r}, expected a boolean, or one per layer.")
        self.layers, self.residual = nn.ModuleList(layers), tuple(links)
        self.D, self.width = self.layers[0].D, self.layers[-1].width
        for below, layer in zip(self.layers, self.layers[1:], strict=False):
            wanted = self.stride * below.width
            if wanted != layer.D:
                raise ValueError(
                    f"layers: one has D={layer.D} over a width that requires {wanted}."
                )
        for layer, link in zip(self.layers, self.residual, strict=True):
            if link and layer.width != layer.D:
                ends = f"an input of width {layer.D} to an output of width {layer.width}"
                raise ValueError(f"residual adds {ends}, expected equal widths.")

    def forward(self, xs, state0=None, lengths=None):
        """Run the layers from the lowest to the top.

        Shapes: xs (T, B, D), or a PackedSequence of such; state0 a list with each layer's first
        state, zeros where None; lengths (B,) int, all T if None -> hs (T, B, width) of the top
        layer, or packed as xs, and the list of states.
        Raises: ValueError if an argument does not fit the weights or another one.
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        _require_sequence("xs", xs, f"D={self.D}")
        hs, states = _real_or_zero(_mask(xs, lengths), xs), []
        firsts = self.first_states(state0)
        for layer, first, link in zip(self.layers, firsts, self.residual, strict=True):
            above, state = layer(hs, first, lengths)
            hs = above + hs if link else above
            states.append(state)
        return hs, states

    def extra_repr(self):
        """Return where the residual links are."""
        return f"residual={self.residual}"

    def first_states(self, state0):
        """Return one entry per layer, None for zeros. Raises: ValueError if state0 has others."""
        if state0 is None:
            return [None] * len(self.layers)
        if not isinstance(state0, (list, tuple)) or len(state0) != len(self.layers):
            raise ValueError(f"state0 is not a list of {len(self.layers)} states, one per layer.")
        return state0

    def to_scratch(self):
        """Return the weights as scratch's list of p, or of pairs (p_f, p_b)."""
        return [layer.to_scratch() for layer in self.layers]


class Pyramid(Stacked):
    """Layers over a sequence that is halved before every layer but the lowest."""

    stride = 2

    def __init__(self, layers):
        """Take layers, the lowest first, each other one with D of twice the width below.

        Raises: ValueError if a layer does not fit the one below.
        """
        super().__init__(layers)

    def forward(self, xs, state0=None, lengths=None):
        """Run the layers from the lowest to the top.

        Shapes: as Stacked, but hs (T', B, width), T' being T halved for each layer but the
        lowest, rounded up; and a third result: the lengths', (B,) or None where lengths is.
        Source: Chan, Jaitly, Le & Vinyals (2016).
        """
        if isinstance(xs, PackedSequence):
            return run_packed(self, xs, state0, lengths)
        hs, states = xs, []
        for layer, first in zip(self.layers, self.first_states(state0), strict=True):
            if states:
                hs, lengths = pyramid_reduce(hs, lengths)
            hs, state = layer(hs, first, lengths)
            states.append(state)
        return hs, states, lengths


def layers_from_scratch(cell_type, ps):
    """Make layers from scratch weights: Recurrent from each p, Bidirectional from each pair.

    cell_type: a RecurrentCell class, or a list of one per layer. ps: a list, the lowest first.
    Raises: ValueError if a p does not hold the weights of such a cell.
    """
    if not isinstance(ps, (list, tuple)) or hasattr(ps, "_fields"):
        raise ValueError(f"ps is a {type(ps).__name__}, expected a list with a p or pair a layer.")
    types = [cell_type] * len(ps) if isinstance(cell_type, type) else cell_type
    if not isinstance(types, (list, tuple)) or len(types) != len(ps):
        raise ValueError(f"cell_type is {cell_type!r}, expected a class, or a list of one a layer.")
    layers = []
    for kind, p in zip(types, ps, strict=True):
        pair = isinstance(p, (tuple, list)) and not hasattr(p, "_fields")
        cells = [kind.from_scratch(part) for part in (p if pair else [p])]
        layers.append(Bidirectional(*cells) if pair else Recurrent(*cells))
    return layers


def reverse_padded(xs, lengths=None):
    """Turn the real part of each row round; the padding stays at the end.

    Shapes: xs (T, B, ...) of any kind; lengths (B,) int, all T if None -> like xs.
    Raises: ValueError if xs is no such tensor, or a length is not from 1 to T.
    """
    if not torch.is_tensor(xs) or xs.dim() < 2 or 0 in xs.shape[:2]:
        raise ValueError(f"xs is {_form(xs)}, expected a tensor (T, B, ...), T and B at least 1.")
    if lengths is None:
        return xs.flip(0)
    t = torch.arange(len(xs), device=xs.device)[:, None]
    ends = _checked(xs, lengths)
    return xs[torch.where(t < ends, ends - 1 - t, t), torch.arange(xs.shape[1], device=xs.device)]


def pyramid_reduce(hs, lengths=None):
    """Halve the number of steps: two neighbouring steps become one of twice the width.

    Shapes: hs (T, B, H); lengths (B,) int, all T if None -> (ceil(T / 2), B, 2H), an odd last
    step paired with zeros, and the new lengths (B,), None where lengths is.
    Raises: ValueError if a length is not from 1 to T.
    Source: Chan, Jaitly, Le & Vinyals (2016).
    """
    _require_sequence("hs", hs, "H")
    T, B, H = hs.shape
    hs = _real_or_zero(_mask(hs, lengths), hs)
    pairs = torch.cat([hs, torch.zeros_like(hs[: T % 2])]).reshape(-1, 2, B, H)
    halved = None if lengths is None else (_checked(hs, lengths) + 1) // 2
    return pairs.transpose(1, 2).reshape(-1, B, 2 * H), halved


def run_packed(layer, packed, state0, lengths, **options):
    """Run a layer over a PackedSequence: unpack, run, and pack in the same order."""
    if lengths is not None:
        raise ValueError(
            "lengths was passed beside a PackedSequence, which holds its own: leave it out."
        )
    xs, lengths = pad_packed_sequence(packed)
    hs, *rest = layer(xs, state0, lengths, **options)
    lengths = (rest[1] if len(rest) > 1 else lengths).cpu()  # a pyramid gives its own
    if packed.sorted_indices is not None:
        hs, lengths = hs[:, packed.sorted_indices], lengths[packed.sorted_indices.cpu()]
    data, batch_sizes, _, _ = pack_padded_sequence(hs, lengths)
    return PackedSequence(data, batch_sizes, *packed[2:]), *rest


def _require_sequence(name, xs, last):
    """Check that this is a tensor of three axes; the layers look at what they mean."""
    if not torch.is_tensor(xs) or xs.dim() != 3 or 0 in xs.shape:
        raise ValueError(f"{name} is {_form(xs)}, expected a tensor (T, B, {last}), none empty.")
    if not (xs.is_floating_point() or xs.is_complex()):
        raise ValueError(f"{name} holds {xs.dtype}, expected floating-point numbers.")


def _form(x):
    """Return what a value is: the shape of a tensor, or the kind of anything else."""
    return tuple(x.shape) if torch.is_tensor(x) else f"a {type(x).__name__}"


def _checked(xs, lengths):
    """Return lengths as a tensor beside xs once there is one from 1 to T for each row."""
    T, B = xs.shape[:2]
    if torch.is_tensor(lengths):
        lengths = lengths.detach().cpu().numpy()
    lengths = require_lengths("lengths", lengths, T, B)
    return torch.as_tensor(lengths.astype("int64"), device=xs.device)


def _mask(xs, lengths):
    """Return the mask (T, B), True on real steps; None without lengths."""
    if lengths is None:
        return None
    return torch.arange(len(xs), device=xs.device)[:, None] < _checked(xs, lengths)


def _choose(mask, t, real, padded):
    """Take the real tensors on the rows that step t is real for, the padded ones on the others."""
    if mask is None:
        return tuple(real)
    rows = mask[t][:, None]
    return tuple(torch.where(rows, a, b) for a, b in zip(real, padded, strict=True))


def _real_or_zero(mask, values):
    """Replace what a sequence (T, B, ...) holds on padding by 0, even NaN, which 0 * would keep."""
    return values if mask is None else torch.where(mask[:, :, None], values, 0.0)
