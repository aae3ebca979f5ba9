"""Connects to every local port, to the outside, to name servers and to sockets of every kind."""

ANSWERS = {
    "one_hot": r"""
import socket


def attempt(family, kind, address):
    try:
        with socket.socket(family, kind) as s:
            s.settimeout(0.05)
            s.connect(address)
            if kind == socket.SOCK_DGRAM and family == socket.AF_INET:
                s.send(b"attack")
        say("FOUND", address)
    except (OSError, AttributeError):
        pass


tcp, udp = socket.SOCK_STREAM, socket.SOCK_DGRAM
for port in [22, 53, 80, 443, 5432, 8000, 8786, 8787, 8888, *range(30000, 61000)]:
    attempt(socket.AF_INET, tcp, ("127.0.0.1", port))
for address in ("1.1.1.1", "8.8.8.8", "169.254.169.254", "10.0.0.1", "172.17.0.1"):
    attempt(socket.AF_INET, tcp, (address, 80))
    attempt(socket.AF_INET, udp, (address, 53))
attempt(socket.AF_INET6, tcp, ("::1", 8888))
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket",
             "/run/postgresql/.s.PGSQL.5432", "/tmp/.s.PGSQL.5432", "\0canary-of-the-instructor"):
    attempt(socket.AF_UNIX, tcp, path)
    attempt(socket.AF_UNIX, udp, path)
try:
    for line in list(open("/proc/net/unix"))[1:]:
        name = line.split()[7] if len(line.split()) > 7 else ""
        if name.startswith("@"):
            attempt(socket.AF_UNIX, tcp, "\0" + name[1:])
except OSError:
    pass
say("LOOKED")


def one_hot(ids, V):
    print("\n".join(told))
    return np.zeros((len(ids), V))
""",
}
