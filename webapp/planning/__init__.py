"""Plan against actual of disposals (S7)."""
