"""Modules whose parameters are those of a scratch NamedTuple, under the same names."""

import numpy as np
import torch
from torch import nn

from helpers.scratch.contract.params import declared, require_params
from helpers.scratch.contract.validation import parse_axes


class Weights(nn.Module):
    """Parameters by the names of a scratch NamedTuple, converting both ways."""

    params_type: type | None = None  # the NamedTuple; None where there are no weights

    def __init__(self, p, dtype):
        """Take the weights of a scratch record, in a precision: complex where declared so."""
        super().__init__()
        if p is not None:
            require_dtype(dtype)
        for name, weight in p._asdict().items() if p else ():
            is_complex = parse_axes(declared(type(p))[name])[1] == "c"
            kind = dtype.to_complex() if is_complex else dtype
            self.register_parameter(name, nn.Parameter(torch.as_tensor(weight).to(kind)))

    def load(self, p):
        """Copy scratch weights into the module and return it.

        Raises: ValueError if p is of another type or size than the module's weights, or one is
        not finite; then nothing is copied.
        """
        require_params(p, self.params_type)
        for name, weight in p._asdict().items():
            shape = tuple(getattr(self, name).shape)
            if weight.shape != shape:
                raise ValueError(f"p.{name} has shape {weight.shape}, expected {shape}.")
        with torch.no_grad():
            for name, weight in p._asdict().items():
                getattr(self, name).copy_(torch.from_numpy(np.array(weight)))
        return self

    def to_scratch(self):
        """Return the weights as scratch's NamedTuple of arrays, copied; None without any."""
        if self.params_type is None:
            return None
        names = self.params_type._fields
        return self.params_type(*(getattr(self, n).detach().cpu().numpy().copy() for n in names))


def require_dtype(dtype):
    """Return dtype once it is a real floating-point type of torch's.

    Raises: ValueError if it is anything else, such as None, which would mean the scratch
    weights' own precision, or NumPy's float32.
    """
    if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
        raise ValueError(f"dtype is {dtype!r}, expected a real type such as torch.float32.")
    return dtype


def precision_of(p):
    """Return the precision of scratch weights as a real torch type."""
    return torch.from_numpy(np.array(p[0])).dtype.to_real()
