"""What a person has to put right."""
