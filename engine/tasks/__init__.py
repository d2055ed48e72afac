"""Human tasks: their seats, their drafts, and the inbox projection that people read."""
