"""Scanning labels with a phone or a scanner: one to open its asset, many to act on them at once."""
