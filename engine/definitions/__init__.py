"""Definitions: bundles of diagrams, tables and forms as published; the publication check; what instances run on."""
