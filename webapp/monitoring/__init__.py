"""Monitoring systems that may mark assets: set up, switched off, and what they have called."""
