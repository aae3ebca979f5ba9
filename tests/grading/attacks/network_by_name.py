"""Asks for pages and names with the libraries at hand."""

ANSWERS = {
    "one_hot": r"""
import socket
import subprocess
import urllib.request

for ask in (
    lambda: socket.getaddrinfo("example.org", 80),
    lambda: urllib.request.urlopen("http://example.org", timeout=0.2).read(10),
    lambda: subprocess.run(["getent", "hosts", "example.org"], check=True, timeout=0.5),
):
    try:
        say("FOUND", ask())
    except BaseException:
        pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
