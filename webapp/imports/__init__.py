"""Importing files: upload, columns, preview, result."""
