"""What people do by scanning labels: see assets where they stand, and hand many over at once."""
