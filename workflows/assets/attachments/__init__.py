"""Photos and documents of an asset, added at any time; what is removed stays in its history."""
