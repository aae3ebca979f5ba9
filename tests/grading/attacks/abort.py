"""Aborts its process, which would leave a core file."""

STATUS = "died"
ANSWERS = {
    "one_hot": """
import os
import resource


def one_hot(ids, V):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    except (OSError, ValueError):
        pass
    os.abort()
""",
}
