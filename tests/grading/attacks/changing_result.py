"""Returns arrays that a thread goes on changing after the call."""

ANSWERS = {
    "one_hot": """
import threading

latest = []


def spin():
    while True:
        for rows in latest[-3:]:
            rows += 1


threading.Thread(target=spin, daemon=True).start()


def one_hot(ids, V):
    latest.append(np.zeros((len(ids), V)))
    return latest[-1]
""",
}
