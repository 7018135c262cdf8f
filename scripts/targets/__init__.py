"""Loads every stream into each of several targets, and compares what arrives with what was sent.

``make targets`` runs it. Each target is installed from PyPI into an environment of its own, and
gets the same two runs of the tap, the second with the first one's state. ``targets.yml`` has the
versions and the settings; the figures go to ``results.json``, from which ``make docs`` makes the
tables of docs/targets.md.
"""
