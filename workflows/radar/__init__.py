"""Watching over what nobody looks at: old assets, stale ones, deadlines of the tax office, how long disposals take."""
