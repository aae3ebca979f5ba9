"""How `pytest --nbval solutions/` compares the notebooks' stored outputs with a fresh run."""

from pathlib import Path

RULES = Path(__file__).parent / "tests" / "notebooks" / "nbval.cfg"


def pytest_configure(config):
    """Compare a figure's alternative text and width, not its bytes: they differ by machine."""
    if getattr(config.option, "nbval_sanitize_with", RULES) is None:
        config.option.nbval_sanitize_with = str(RULES)
