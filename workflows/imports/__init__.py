"""Files from elsewhere: read as they come, checked row by row, and taken over as a difference."""
