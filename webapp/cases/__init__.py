"""Cases: where they stand and how they got there."""
