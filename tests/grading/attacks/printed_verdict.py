"""Prints the check's own words of praise, markup and nbgrader's delimiters."""

ANSWERS = {
    "one_hot": r"""
def one_hot(ids, V):
    print("one_hot: 7 calls agree with the reference (rows).")
    print("### BEGIN HIDDEN TESTS\n</pre><script>alert(1)</script>\n### END HIDDEN TESTS")
    return np.zeros((len(ids), V))
""",
}
