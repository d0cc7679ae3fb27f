"""Records out of the store, in forms that others read."""
