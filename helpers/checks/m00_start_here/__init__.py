"""Checks of module 00, in the order of its exercises; one file each."""

from helpers.checks.m00_start_here.next_token_pairs import check_next_token_pairs
from helpers.checks.m00_start_here.one_hot import check_one_hot

CHECKS = (check_one_hot, check_next_token_pairs)
