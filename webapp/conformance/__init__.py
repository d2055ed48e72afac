"""How well FEEL and DMN keep to the standard: runs the DMN Technology Compatibility Kit (github.com/dmn-tck/tck)."""
