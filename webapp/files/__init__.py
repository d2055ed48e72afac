"""Files: taking and serving photos and papers."""
