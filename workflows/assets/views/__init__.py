"""Views of the register that people keep: what it is narrowed to, in which order, with which columns."""
