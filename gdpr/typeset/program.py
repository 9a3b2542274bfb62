"""Sets one file: a program of its own that reads JSON and writes a PDF, through pipes alone.

It imports nothing of the product and is given no environment.
"""

import sys
from pathlib import Path

import typst


def main() -> None:
    """The template's path is the argument; the data comes in on standard input."""
    pdf = typst.compile(
        Path(sys.argv[1]).read_bytes(),
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        # The same on every machine, whatever fonts it has.
        ignore_system_fonts=True,
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
