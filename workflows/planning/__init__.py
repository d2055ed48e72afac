"""When each stage of a disposal is to be reached, and when it was (S7)."""
