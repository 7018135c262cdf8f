"""What the user hands in: settings, catalog and state files, and their validation."""
