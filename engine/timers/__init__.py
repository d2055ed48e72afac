"""Timers: rows that alone know when something fires. Moving one is SQL and touches no process state."""
