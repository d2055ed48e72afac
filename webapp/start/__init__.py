"""Beginning something: from a label, or from the list of processes."""
