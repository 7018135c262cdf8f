"""Adds a stream for an endpoint in ``facts/endpoints.json``: its schema and its declaration.

    make stream ARGS="phone_sites /phone/sites"

What the facts don't say is left as ``TODO``, which the tests refuse, and what has to be decided is
printed.
"""
