"""What leaves the house is a row first (law 5); and the notices people find inside it."""
