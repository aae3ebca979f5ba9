"""Returns a tuple subclass that lies about its length and its items."""

ANSWERS = {
    "next_token_pairs": """
class Lying(tuple):
    ids = np.arange(3)

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((Lying.ids[:-1], Lying.ids[1:]))

    def __getitem__(self, i):
        return (Lying.ids[:-1], Lying.ids[1:])[i]

    def __eq__(self, other):
        return True

    __hash__ = None


def next_token_pairs(ids):
    Lying.ids = ids
    return Lying((ids, ids, ids))
""",
}
