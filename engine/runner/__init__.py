"""Who wakes the engine: a clock that ticks, and the way messages leave. Rows are the truth; a lost wake-up changes nothing."""
