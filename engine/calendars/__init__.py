"""Calendars: working time of a company or site, durations, and what a diagram's timers say."""
