"""The table *Claimed and measured* that stands before a module's limits."""

OTHERWISE = "**the numbers of this run say otherwise than the text**"


def show_claims(rows):
    """Show claims beside what was measured here and whether they hold.

    rows: (claim with its source, what was measured, verdict), texts in Markdown.
    """
    from IPython.display import Markdown, display  # here: nothing else in plots needs IPython

    lines = ["| claimed, and where | measured here | holds? |", "|---|---|---|"]
    display(Markdown("\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])))


def verdict(text, *conditions):
    """Return a verdict, or that the numbers deny it: each condition is what it rests on."""
    return text if all(conditions) else OTHERWISE
