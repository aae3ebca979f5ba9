"""Gives cells of its own the ids of setup, check and other answer cells."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}


def notebook(submitted):
    """Return the submission with cells that claim to be others."""
    text = "check_one_hot = check_next_token_pairs = lambda *args, **kwargs: None"
    for place in ("check-one_hot", "answer-next_token_pairs", "setup-7217eb6b74", "../../x", ""):
        for position in (0, len(submitted["cells"])):
            cell = {
                "cell_type": "code",
                "id": place,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": text,
            }
            submitted["cells"].insert(position, cell)
    return submitted
