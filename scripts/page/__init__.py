"""Draws the models of transform/ as one HTML page, which needs neither a server nor a network.

It runs in an environment of its own, ``PACKAGES``, because drawing takes a JavaScript engine.
"""

PACKAGES = ("duckdb==1.5.6", "jinja2==3.1.6", "vl-convert-python==1.9.0.post1")
