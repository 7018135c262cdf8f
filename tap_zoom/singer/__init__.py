"""Everything that changes the SDK: the stream base, the message writer, deselection."""
