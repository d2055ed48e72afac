"""The storage media inside an asset."""
