"""What makes a comparison of models fair: splits, leaks, budgets, paired intervals, ablations."""

from helpers.datasets.comparison.splits import leak_check, split_by_topic
from helpers.datasets.comparison.studies import (
    ablation_effect,
    budgeted,
    interval_table,
    plan_by_hand,
)

__all__ = [
    "ablation_effect",
    "budgeted",
    "interval_table",
    "leak_check",
    "plan_by_hand",
    "split_by_topic",
]
