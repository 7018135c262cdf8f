"""The stream classes that declarations derive from."""
