"""What the streams of one run share: the context, the counts, the progress."""
