"""One human task: its form, its decision, its case."""
