"""Answers that use up memory, disk, files or output."""

from tests.grading.attacks.attack import Attack

ATTACKS = {
    "memory_bomb_list": Attack(
        "Fills memory with Python lists and texts.",
        one_hot="""
def one_hot(ids, V):
    kept = []
    while True:
        kept.append([0] * 10**7)
        kept.append("x" * 10**8)
""",
    ),
    "memory_bomb_numpy": Attack(
        "Fills memory with NumPy arrays and swallows every refusal.",
        one_hot="""
def one_hot(ids, V):
    kept = []
    while True:
        try:
            kept.append(np.ones(10**7))
        except MemoryError:
            try:
                kept.append(np.ones(10**4))
            except MemoryError:
                pass
""",
        waits=True,
    ),
    "memory_bomb_torch": Attack(
        "Fills memory with PyTorch tensors.",
        one_hot="""
import torch


def one_hot(ids, V):
    kept = []
    while True:
        kept.append(torch.ones(10**7))
""",
    ),
    "memory_bomb_files": Attack(
        "Fills the memory behind /tmp, /dev/shm and its home.",
        one_hot="""
import os


def one_hot(ids, V):
    block = b"x" * 2**22
    while True:
        for place in ("/tmp", "/dev/shm", os.path.expanduser("~"), "/var/tmp", "/run", "."):
            try:
                with open(f"{place}/attack-was-here", "ab") as file:
                    file.write(block)
            except OSError:
                pass
""",
        waits=True,
    ),
    "memory_bomb_mapped": Attack(
        "Fills memory with shared maps, System V segments, pipes and socket buffers.",
        one_hot="""
import ctypes
import mmap
import os
import socket


def one_hot(ids, V):
    libc, kept = ctypes.CDLL(None), []
    libc.shmat.restype = ctypes.c_void_p
    while True:
        try:
            kept.append(mmap.mmap(-1, 2**26))
            kept[-1].write(b"x" * 2**26)
        except (OSError, ValueError, MemoryError):
            pass
        segment = libc.shmget(0, 2**26, 0o1600)
        if segment >= 0:
            at = libc.shmat(segment, None, 0)
            if at and at != ctypes.c_void_p(-1).value:
                ctypes.memset(at, 1, 2**26)
        try:
            ends = socket.socketpair()
            ends[0].setblocking(False)
            kept.append(ends)
            while True:
                ends[0].send(b"x" * 65536)
        except (OSError, MemoryError):
            pass
""",
        waits=True,
    ),
    "memory_bomb_memfd": Attack(
        "Fills memory with anonymous files, which no process owns.",
        one_hot="""
import os


def one_hot(ids, V):
    block, kept = b"x" * 2**24, []
    while True:
        try:
            kept.append(os.memfd_create("bomb"))
            for _ in range(64):
                os.write(kept[-1], block)
        except OSError:
            pass
""",
        waits=True,
    ),
    "memory_bomb_memfd_mapped": Attack(
        "Fills memory with a sparse anonymous file, a page at a time, through a map.",
        one_hot="""
import mmap
import os


def one_hot(ids, V):
    while True:
        fd = os.memfd_create("bomb")
        os.ftruncate(fd, 2**34)
        at = 0
        try:
            while at < 2**34:
                with mmap.mmap(fd, 2**26, offset=at) as window:
                    for page in range(0, 2**26, 4096):
                        window[page] = 1
                at += 2**26
        except (OSError, ValueError):
            pass
""",
        waits=True,
    ),
    "memory_bomb_processes": Attack(
        "Fills memory with many processes, each below every limit of its own.",
        one_hot="""
import os
import time


def one_hot(ids, V):
    for _ in range(200):
        try:
            if os.fork() == 0:
                kept = [np.ones(10**6) for _ in range(12)]
                while True:
                    time.sleep(0.01)
                    kept[0][0] += 1
        except (OSError, MemoryError):
            pass
    while True:
        pass
""",
        waits=True,
    ),
    "huge_array": Attack(
        "Returns arrays of half a gigabyte.",
        one_hot="""
def one_hot(ids, V):
    return np.zeros((len(ids), 13_000_000))
""",
        pairs="""
def next_token_pairs(ids):
    return np.zeros(20_000_000, dtype=int), np.zeros(20_000_000, dtype=int)
""",
    ),
    "disk_full": Attack(
        "Fills the disk with one large file and with many small ones.",
        cell="""
import os

number = 0
while number < 200_000:
    for place in (os.getcwd(), os.path.expanduser("~"), "/tmp", "/var/tmp", "/"):
        number += 1
        try:
            with open(f"{place}/attack-was-here-{number}", "wb") as file:
                file.truncate(2**40)
                file.write(b"x" * 10**6)
        except OSError:
            pass
""",
        waits=True,
    ),
    "files_exhausted": Attack(
        "Opens files until no process can open more.",
        one_hot="""
import os


def one_hot(ids, V):
    try:
        while True:
            os.dup(1)
    except OSError:
        pass
    return np.zeros((len(ids), V))
""",
    ),
}
