"""Forks for ever while its cell runs, into sessions of their own and with signals ignored."""

WAITS = True
ANSWERS = {
    "one_hot": """
import os
import signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
""",
}
