"""Leaves files in every folder it can write to for the next student."""

ANSWERS = {
    "one_hot": """
import os
import tempfile

places = [os.path.expanduser("~"), "/tmp", "/var/tmp", "/dev/shm", "/run", os.getcwd(), "/"]
for place in [*places, tempfile.gettempdir(), *os.environ.values()]:
    try:
        os.makedirs(os.path.join(place, "attack-was-here"), exist_ok=True)
        with open(os.path.join(place, "attack-was-here", "secret"), "w") as file:
            file.write("the answer is 42")
    except (OSError, ValueError):
        pass


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
FINDER = {
    "one_hot": r"""
import os

for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("proc", "sys", "usr", "lib")]
    folders[:] = [name for name in folders if name != "site-packages"]
    for name in folders + files:
        if "attack-was-here" in name:
            say("FOUND", os.path.join(folder, name))
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
