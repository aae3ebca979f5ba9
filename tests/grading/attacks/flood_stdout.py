"""Prints without end."""

WAITS = True
ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    while True:
        print("x" * 10_000)
""",
}
