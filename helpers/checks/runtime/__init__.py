"""Calls one answer and keeps what it does apart from everything else; also runs in the sandbox."""
