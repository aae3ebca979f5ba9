"""What tests share: sample answers, proofs, small courses and classes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
