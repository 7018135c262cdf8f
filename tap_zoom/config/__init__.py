"""Settings, their validation, and the files that the user passes in."""
