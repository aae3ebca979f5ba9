"""Raises an exception with a text of a hundred million characters and control codes."""

ANSWERS = {
    "one_hot": r"""
def one_hot(ids, V):
    raise ValueError("\x1b[2J<script>all passed</script>\0\ud800" + "x" * 10**7)
""",
}
