"""Answers with coroutines and awaits at the top level for ever."""

ANSWERS = {
    "one_hot": """
import asyncio


async def one_hot(ids, V):
    return np.eye(V)[ids]


await asyncio.sleep(0)
""",
    "next_token_pairs": """
async def next_token_pairs(ids):
    while True:
        await asyncio.sleep(0)
""",
}
