"""Returns tensors without memory, sparse, of odd types, and tensor subclasses that lie."""

ANSWERS = {
    "one_hot": """
import torch


class Lying(torch.Tensor):
    @classmethod
    def __torch_function__(cls, *args, **kwargs):
        return True


def one_hot(ids, V):
    return torch.zeros(len(ids), V).as_subclass(Lying)
""",
    "next_token_pairs": """
def next_token_pairs(ids):
    return torch.empty(10**9, device="meta"), torch.zeros(3, 3).to_sparse()
""",
}
