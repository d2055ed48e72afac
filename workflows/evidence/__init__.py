"""What has to be kept for the tax office and the auditors before a disposal may be closed (domain.md B9)."""
