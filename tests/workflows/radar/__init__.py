"""Tests of what is watched over."""
