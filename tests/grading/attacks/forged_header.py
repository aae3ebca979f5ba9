"""Sends a well-formed header that claims arrays of 10^18 entries, negative sizes and odd types."""

LOSES = ("next_token_pairs",)
ANSWERS = {
    "one_hot": """
import json
import os
import stat
import struct

arrays = [{"shape": [10**9, 10**9], "dtype": "<f8"}, {"shape": [-1], "dtype": "O"},
          {"shape": [2**63], "dtype": "V8"}, {"shape": [0] * 100, "dtype": ",".join("f" * 999)}]
body = json.dumps({"arrays": arrays, "buffers": [10**18, -1], "value": {"array": 0}}).encode()


def one_hot(ids, V):
    for fd in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                for head in (">I", "<I"):
                    os.write(fd, struct.pack(head, len(body)) + body)
        except OSError:
            pass
    return np.zeros((len(ids), V))
""",
}
