"""Moving what waits: when a policy or a calendar changes, due dates follow. SQL alone; no process is loaded."""
