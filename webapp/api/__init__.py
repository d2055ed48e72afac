"""REST under `/api/v1`: what pages can do, for programs."""
