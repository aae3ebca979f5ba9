"""Checks of module 14, in the order of its exercises; one file each."""

from helpers.checks.m14_capstone.ablation_effect import check_ablation_effect
from helpers.checks.m14_capstone.budgeted import check_budgeted
from helpers.checks.m14_capstone.interval_table import check_interval_table
from helpers.checks.m14_capstone.leak_check import check_leak_check
from helpers.checks.m14_capstone.plan_by_hand import check_plan_by_hand
from helpers.checks.m14_capstone.split_by_topic import check_split_by_topic

CHECKS = (
    check_plan_by_hand,
    check_split_by_topic,
    check_leak_check,
    check_budgeted,
    check_interval_table,
    check_ablation_effect,
)
