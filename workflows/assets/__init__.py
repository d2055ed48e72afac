"""The asset register: what there is, where, in whose custody, in which state, and what it is worth in the books."""
