"""Journals, the months of depreciation, and what the books are kept by."""
