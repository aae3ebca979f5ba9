"""Grades a class as `course grade` does, and prints what it saw: rates and memory, as JSON.

Started by grading.py, as a process of its own. What takes long to import is imported where it is
used: each worker process runs this file's imports again, as it would those of the command `course`.
"""

import json
import sys
import time
from pathlib import Path

import psutil

from helpers.grading.batch.progress import Progress

HUNDRED = 100


class Watched(Progress):
    """A progress that notes the time, and after each hundred the memory."""

    def __init__(self, total):
        super().__init__(total, sys.stderr)
        self.times, self.memory, self.total = [], [], total

    def advance(self):
        """Count one more."""
        super().advance()
        self.times.append(time.perf_counter())
        if self.done in (HUNDRED, self.total) or self.done == self.total // 2:
            self.memory.append(memory())


def memory():
    """Return the megabytes of this process, and of it with all that it started."""
    here = psutil.Process()
    shared = [share(process) for process in [here, *here.children(recursive=True)]]
    return here.memory_info().rss / 1e6, sum(shared) / 1e6


def share(process):
    """Return a process's bytes, those that it shares divided by their sharers."""
    try:
        return process.memory_full_info().pss
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        return 0


def watch(root, slug, workers):
    """Grade a course's class and print, as one line of JSON, rates and memory."""
    from helpers.grading.batch.workers import start_server

    start_server()

    from helpers.grading.batch.grade_class import grade_class
    from helpers.grading.batch.options import Options

    seen = []

    def progress(total):
        seen.append(Watched(total))
        return seen[0]

    summary = grade_class(root, slug, Options(workers=workers), lambda _: False, progress)
    (one,) = seen
    times, last = one.times, max(1, min(HUNDRED, len(one.times)) - 1)
    half = max(last, len(times) // 2)
    told = {
        "rate": (len(times) - 1) / (times[-1] - times[0]),
        "first": {"rate": last / (times[last] - times[0])},
        "middle": {"rate": last / (times[half] - times[half - last])},
        "last": {"rate": last / (times[-1] - times[-1 - last])},
        "summary": [*summary.lines(), f"not graded: {json.dumps(summary.not_graded)}"],
    }
    for name, at in (("first", 0), ("middle", len(one.memory) // 2), ("last", -1)):
        told[name] |= dict(zip(("main", "all"), one.memory[at], strict=True))
    print(json.dumps(told))


if __name__ == "__main__":
    watch(Path(sys.argv[2]), sys.argv[1], int(sys.argv[3]))
