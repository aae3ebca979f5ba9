"""Pairs that a rule writes, so that every target is exact: number words, dates, drawn scenes."""
