"""Ignores every signal, blocks the rest, resets its timers, and loops."""

STATUS = "timed out"
WAITS = True
ANSWERS = {
    "one_hot": """
import resource
import signal


def one_hot(ids, V):
    while True:
        try:
            for number in signal.valid_signals():
                try:
                    signal.signal(number, lambda *args: None)
                except OSError:
                    pass
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            signal.alarm(0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)
            for name in dir(resource):
                if name.startswith("RLIMIT"):
                    try:
                        resource.setrlimit(getattr(resource, name), (-1, -1))
                    except (OSError, ValueError):
                        pass
            while True:
                pass
        except BaseException:
            pass
""",
}
