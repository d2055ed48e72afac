"""What a person sets for themselves: language and personal tokens."""
