"""Calls its worker's own functions for sending with values that say passed."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import socket
import sys


def one_hot(ids, V):
    frame, socks, senders = sys._getframe(), [], []
    while frame is not None:
        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
            if isinstance(value, socket.socket):
                socks.append(value)
            if "send" in getattr(value, "__name__", "") and callable(value):
                senders.append(value)
        frame = frame.f_back
    print("LOOKED", len(socks), len(senders))
    for send in senders:
        for sock in socks:
            for value in ({"status": "passed", "error": None, "value": None}, {}, None, []):
                try:
                    send(sock, value)
                except BaseException:
                    pass
                try:
                    send(sock, value, [])
                except BaseException:
                    pass
    return np.zeros((len(ids), V))
""",
}
