"""The business: what diagrams call, and its own tables."""
