"""Storage media inside assets: what has to be sanitized, one by one, before an asset leaves (domain.md B5)."""
