"""A BPMN engine that knows nothing of disposals, stocktakes or HTTP."""
