"""Parsers of single elements, hung into SpiffWorkflow's parser by `dialect`."""
