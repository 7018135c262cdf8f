"""What Zoom's documents say about its endpoints, as data: names, types, values, scopes, limits.

``endpoints.json`` holds every GET endpoint; ``scripts/make_facts.py`` makes it from Zoom's OpenAPI
documents. ``differences.yml`` lists where the tap, the sandbox or Zoom itself knows better, and
``evidence.yml`` says what the shape of each stream rests on. Tests compare the facts with the
tap's declarations and schemas, and with what the sandbox answers. The package isn't installed with
the tap.
"""

from facts.endpoints import Endpoint, Field, Parameter, find, paths, rows

__all__ = ["Endpoint", "Field", "Parameter", "find", "paths", "rows"]
