"""Grades a small class and kills itself at a point: `killed_run.py COURSE POINT`.

The second submission is the one that is in hand when the process ends.
"""

import os
import signal
import sys
from pathlib import Path

import pytest

from helpers.grading.batch import recorder
from helpers.grading.gradebook import write
from tests.support.grading import small_class

# Where to die: before the call of this function of this object.
POINTS = {
    "notebook": (recorder, "make_notebook"),
    "time": (recorder.Recorder, "_write_time"),
    "gradebook": (write.ClassGradebook, "write"),
    "commit": (write.ClassGradebook, "_write_penalty"),
    "result": (recorder, "save_result"),
    "held": (recorder, "results_folder"),
}


def main():
    """Patch the point and run."""
    root, (owner, name) = Path(sys.argv[1]), POINTS[sys.argv[2]]
    call, calls = getattr(owner, name), []

    def dying(*arguments, **keywords):
        calls.append(name)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **keywords)

    with pytest.MonkeyPatch.context() as patch:
        small_class.in_this_process(patch)
        patch.setattr(owner, name, dying)
        small_class.grade(root)


if __name__ == "__main__":
    main()
