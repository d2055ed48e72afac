"""Published processes, their versions and diagrams."""
