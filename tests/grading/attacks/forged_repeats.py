"""Sends each true reply many times over, so that replies run ahead of requests."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import socket

real_send, real_sendmsg = socket.socket.sendall, socket.socket.sendmsg


def sendall(self, data, *flags):
    for _ in range(5):
        real_send(self, data, *flags)


def sendmsg(self, *args):
    for _ in range(5):
        done = real_sendmsg(self, *args)
    return done


socket.socket.sendall, socket.socket.sendmsg = sendall, sendmsg


def one_hot(ids, V):
    return np.zeros((len(ids), V))
""",
}
