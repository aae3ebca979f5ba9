"""Loops for ever while its cell runs."""

STATUS = "timed out"
WAITS = True
ANSWERS = {
    "one_hot": """
while True:
    pass
""",
}
