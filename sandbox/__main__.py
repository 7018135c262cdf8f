"""Start a sandbox from the command line."""

from sandbox.cli import parse_options
from sandbox.server import serve

if __name__ == "__main__":
    serve(parse_options())
