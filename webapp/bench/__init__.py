"""How fast it runs here: the measurements behind `zhangshi bench engine`, each by the commands that pages use."""
