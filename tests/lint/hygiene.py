"""``make lint``: no tracked text file names a package registry or a folder of somebody's machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# In pieces, so that this file does not find itself.
REGISTRIES = ("pypi" r"\.org", "pythonhosted" r"\.org", "npmjs" r"\.(?:org|com)", "deb" r"\.debian\.org")
REGISTRY = re.compile("|".join(REGISTRIES) + "|--(?:extra-)?index-url")
MACHINE_PATH = re.compile(r"""(?<![\w.)}\]/-])/(?:work|root|tmp|home/\w+)/[\w.]""")


def tracked_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in sorted(filter(None, done.stdout.split("\0"))) if (ROOT / name).is_file()]


def problems(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return  # an image or a compiled catalogue
    for number, line in enumerate(lines, start=1):
        if REGISTRY.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: names a package registry"
        if MACHINE_PATH.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: names a folder of one machine"


def main() -> int:
    try:
        files = tracked_files()
    except (OSError, subprocess.CalledProcessError):
        print("hygiene: skipped, this is not a git checkout")
        return 0
    found = [problem for path in files for problem in problems(path)]
    for problem in found:
        print(problem)
    print(f"hygiene: {len(found)} problems" if found else f"hygiene: {len(files)} files are clean")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
