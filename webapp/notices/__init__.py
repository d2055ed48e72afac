"""What a person has been told."""
