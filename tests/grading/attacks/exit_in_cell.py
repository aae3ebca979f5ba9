"""Ends its process with status 0 while its cell runs."""

STATUS = "died"
ANSWERS = {
    "one_hot": """
import os

os._exit(0)
""",
}
