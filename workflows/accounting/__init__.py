"""Accounts and journals: drafted to be confirmed, balanced to the cent, numbered without gaps."""
