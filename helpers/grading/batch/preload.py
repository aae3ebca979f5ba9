"""Loaded by the process that workers are forked from: what else each of them would work out anew.

A worker compares its version of a module with the sender's; most of that is parsing the files that
decide grades, and they are parsed here, once for all workers.
"""

from pathlib import Path

from helpers.common.import_closure import import_closure
from helpers.grading.assignment import DECIDING

HELPERS = Path(__file__).resolve().parents[2]

import_closure([], [path for room in DECIDING for path in (HELPERS / room).rglob("*.py")], HELPERS)
