"""Tests of helpers/datasets/generated."""
