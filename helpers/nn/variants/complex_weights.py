"""A change of precision that reaches complex weights too."""

import torch


class ComplexWeights:
    """Mixed into a module, ahead of its base: makes .float(), .double() and .to(dtype) fit it.

    torch's .float() and .double() change real weights alone, and its .to(dtype) drops imaginary
    parts. Here a complex weight goes through them as pairs of real numbers.
    """

    def _apply(self, fn, recurse=True):
        """Apply fn to every weight, to a complex one as (..., 2) real numbers."""

        def apart(weight):
            if not weight.is_complex():
                return fn(weight)
            return torch.view_as_complex(fn(torch.view_as_real(weight)).contiguous())

        return super()._apply(apart, recurse)
