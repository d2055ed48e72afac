"""Labels for assets on common label papers: to print from the browser, and as PDF."""
