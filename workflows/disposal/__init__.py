"""Disposal requests: from the mark 待处置 to the write-off, as `bpmn/disposal` draws it."""
