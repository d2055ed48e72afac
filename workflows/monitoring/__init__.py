"""Monitoring systems raise alarms about assets: each may mark one for disposal, once (S14)."""
