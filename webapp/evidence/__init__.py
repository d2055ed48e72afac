"""What has to be proved: the rules of evidence and the codes of wastes, as data."""
