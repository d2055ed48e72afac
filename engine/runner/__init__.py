"""Who wakes the engine: a clock that ticks, and the way messages leave. A wake-up lost or doubled changes nothing."""
