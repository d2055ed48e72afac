"""What happened: append-only events, chained by hash per case or master record (law 6)."""
