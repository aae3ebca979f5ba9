"""Grades a small class with real worker processes: `whole_run.py COURSE hold|through`.

hold: names the processes on stdout after five submissions, and waits for a signal.
"""

import io
import signal
import sys
import threading
from pathlib import Path

import psutil

from helpers.grading.batch.grade_class import grade_class
from helpers.grading.batch.options import Options, Stopped
from helpers.grading.batch.progress import Progress
from tests.support.grading import small_class


class Holding(Progress):
    """A progress that stops the run at the fifth submission."""

    def advance(self):
        super().advance()
        if self.done == 5:
            print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
            threading.Event().wait()


def main():
    """Grade, and end as the command line does."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    root, kind = Path(sys.argv[1]), {"hold": Holding, "through": Progress}[sys.argv[2]]
    try:
        grade_class(
            root,
            small_class.SLUG,
            Options(workers=2),
            lambda changes: False,
            lambda total: kind(total, sys.stderr if kind is Progress else io.StringIO()),
            small_class.grader_of(root),
        )
    except Stopped as stopped:
        print(stopped, file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
