"""Fills memory with PyTorch tensors."""

ANSWERS = {
    "one_hot": """
import torch


def one_hot(ids, V):
    kept = []
    while True:
        kept.append(torch.ones(10**7))
""",
}
