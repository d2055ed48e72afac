"""The web face: turns clicks into commands and rows into pages."""
