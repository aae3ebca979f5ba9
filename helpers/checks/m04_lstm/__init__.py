"""Checks of module 04, in the order of its exercises; one file each."""

from helpers.checks.m04_lstm.best_unit_for import check_best_unit_for
from helpers.checks.m04_lstm.highway_factor import check_highway_factor
from helpers.checks.m04_lstm.latch_weights import check_latch_weights
from helpers.checks.m04_lstm.lstm_1997_step import check_lstm_1997_step
from helpers.checks.m04_lstm.lstm_backward import check_lstm_backward
from helpers.checks.m04_lstm.lstm_forward import check_lstm_forward
from helpers.checks.m04_lstm.lstm_param_count import check_lstm_param_count
from helpers.checks.m04_lstm.lstm_step import check_lstm_step
from helpers.checks.m04_lstm.lstm_step_backward import check_lstm_step_backward
from helpers.checks.m04_lstm.scalar_lstm import check_scalar_lstm
from helpers.checks.m04_lstm.to_torch import check_to_torch

CHECKS = (
    check_lstm_1997_step,
    check_lstm_step,
    check_lstm_param_count,
    check_lstm_forward,
    check_latch_weights,
    check_scalar_lstm,
    check_lstm_step_backward,
    check_lstm_backward,
    check_to_torch,
    check_highway_factor,
    check_best_unit_for,
)
