"""Who there is: persons, roles, legal entities, organisation units with heads and managers."""
