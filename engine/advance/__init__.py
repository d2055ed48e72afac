"""The heart: run an instance until it waits, then write down what it waits for."""

from engine.advance.failures import Failures, failures_of
from engine.advance.run import Run, load_run, start_run
from engine.advance.write_down import write_down

__all__ = ["Failures", "Run", "failures_of", "load_run", "start_run", "write_down"]
