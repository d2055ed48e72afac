"""The rules of the publication check, one module per intention. Each takes what was read and yields problems."""
