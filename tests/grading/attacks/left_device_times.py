"""Sets the times of the host's device nodes, which the next student could read."""

ANSWERS = {
    "one_hot": """
import os

for entry in os.scandir("/dev"):
    try:
        os.utime(entry.path, follow_symlinks=False)
    except OSError as error:
        say("LOOKED", entry.name, error.strerror)
    else:
        if entry.name != "shm":  # the only one that is its own
            say("WROTE the times of", entry.path)


def one_hot(ids, V):
    print("\\n".join(told))
    return np.zeros((len(ids), V))
""",
}
