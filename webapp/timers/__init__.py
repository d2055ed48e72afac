"""Time limits and their ladders: what the diagrams draw, what was set instead, and trying a change out first."""
