"""Loops for ever when called, and swallows every exception."""

STATUS = "timed out"
WAITS = True
ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
}
