"""Tests of helpers/sampling."""
