"""Answers to highway_factor that its record did not foresee."""

import numpy as np

from tests.checks.answers import wrong


def in_the_given_precision(fs):
    return np.prod(fs, axis=0)


def over_the_units(fs):
    return np.prod(fs, axis=1)


def of_everything(fs):
    return np.prod(fs)


def running(fs):
    return np.cumprod(fs.astype(float), axis=0)


def added(fs):
    return fs.astype(float).sum(axis=0)


def first_gate_left_out(fs):
    return np.prod(fs[1:].astype(float), axis=0)


def logarithm(fs):
    return np.log(fs.astype(float)).sum(axis=0)


def mean_to_the_power(fs):
    return fs.astype(float).mean(axis=0) ** len(fs)


def logs_in_float32(fs):
    with np.errstate(divide="ignore"):
        return np.exp(np.log(fs).astype(np.float64).sum(axis=0))


RIGHT = (lambda fs: np.prod(fs.astype(np.float64), axis=0),)
WRONG = (
    wrong(logs_in_float32, "stayed in float32"),
    wrong(in_the_given_precision, "stayed in float32"),
    wrong(over_the_units, "over the units"),
    wrong(of_everything, "All gates of all units", unsaid=("sum",)),
    wrong(running, "running products"),
    wrong(added, "gates were added"),
    wrong(first_gate_left_out, "first gate is missing"),
    wrong(logarithm, "logarithm of the product"),
    wrong(mean_to_the_power, "mean gate was raised"),
)
