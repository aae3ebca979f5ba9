"""The order of the tests."""

from pathlib import Path

# Its tests run one after the other in one process: begun last, the others would wait for it.
LONGEST = Path(__file__).parent / "notebooks" / "test_nbval.py"


def pytest_collection_modifyitems(items):
    """Start with the longest file; the others stay in the order of their folders."""
    items.sort(key=lambda item: item.path != LONGEST)
