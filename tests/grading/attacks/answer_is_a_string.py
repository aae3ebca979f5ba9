"""Gives in place of the function a text, a type, an array and nothing at all."""

ANSWERS = {
    "one_hot": """
one_hot = "check_one_hot = lambda *args, **kwargs: None"
""",
    "next_token_pairs": """
del np
next_token_pairs = type("next_token_pairs", (), {"__call__": None})
""",
}
