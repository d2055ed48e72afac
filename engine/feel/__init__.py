"""FEEL: parser, interpreter, built-ins, unary tests (pure Python, Decimal numbers)."""
