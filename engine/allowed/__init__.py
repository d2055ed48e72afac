"""What may be done with a case now, and why not: asked by commands before they act and by pages before they offer."""
