"""Everything that leans on the SDK: the stream base, the message writer, deselection."""
