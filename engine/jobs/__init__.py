"""Long or failing work in chunks, each its own transaction, with progress on the row."""
