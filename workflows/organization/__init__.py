"""How each legal entity keeps its books: accounting periods, document numbers, time zone, roles."""
