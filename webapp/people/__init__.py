"""People and the roles they hold, for those who may edit them."""
