"""Materials of disposed assets: where they went, by request and by period (S48)."""
