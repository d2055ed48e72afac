"""`python -m webapp.cli`, where the command is not on the path."""

from webapp.cli import main

main(prog_name="zhangshi")
