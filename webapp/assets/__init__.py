"""The register and the single asset."""
