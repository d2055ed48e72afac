"""What becomes of the materials of disposed assets: streams, routes and recyclers, for ESG reports (S48)."""
