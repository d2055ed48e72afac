"""Fields of one's own on the cards of a category: what a register tells that nobody foresaw."""
