"""Working calendars: looking at a year, editing hours and days, trying a limit out."""
