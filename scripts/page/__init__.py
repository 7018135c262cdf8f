"""Draws the models of transform/ as an HTML page, in an environment of its own: ``PACKAGES``."""

PACKAGES = ("duckdb==1.5.6", "jinja2==3.1.6", "pyyaml==6.0.3", "vl-convert-python==1.9.0.post1")
