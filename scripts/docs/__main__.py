"""Updates the generated files that are out of date; ``--check`` only reports them."""

from __future__ import annotations

import argparse
import sys

from scripts.docs.declared import ROOT
from scripts.docs.pages import files


def main() -> int:
    """Update or report outdated files."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if a file is outdated"
    )
    check = parser.parse_args().check
    outdated = {
        path: text
        for path, text in files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    for path, text in outdated.items():
        print(f"{'out of date' if check else 'updated'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return int(check and bool(outdated))


if __name__ == "__main__":
    sys.exit(main())
