"""The page of what is watched over."""
