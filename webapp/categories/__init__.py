"""The categories of assets, as data that people keep up to date."""
