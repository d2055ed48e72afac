"""Faults that must not break the promise: an acknowledged act is never lost, is applied once and is in the history."""
