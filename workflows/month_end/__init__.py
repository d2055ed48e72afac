"""The end of a month: what every asset of a legal entity loses in it, and what the books are told of that."""
