"""Process instances: the state of each case, what it waits for from outside, and what went wrong in it."""
