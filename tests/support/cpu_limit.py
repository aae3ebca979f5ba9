"""A bound on the CPU time of a test: however busy the machine is, it holds or fails alike."""

import contextlib
import signal

import pytest


@contextlib.contextmanager
def cpu_limit(seconds):
    """Fail if the block takes more CPU time than this; only in the main thread."""

    def stop(*_):
        pytest.fail(f"more than {seconds} seconds of CPU time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
