"""What a run is made of: program, inputs, package versions and machine.

Two runs with the same seed give the same bytes when these agree; a resumed run insists on it.
"""

import hashlib
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from sim import shipped

PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow")  # those that results pass through
_NO_PART_IN_RUNS = ("cli", "plots", "answers", "calibrate")  # no number of a run is from them


def digest(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _digest_of(paths: Iterable[Path], root: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(root).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def program_digest() -> str:
    """Return the digest of all sources that the results of a run come from."""
    package = shipped.data().parent
    sources = [
        path
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0] not in _NO_PART_IN_RUNS
    ]
    return _digest_of(sources, package)


def input_digests() -> dict[str, str]:
    """Return the digest of every table of parameters, drivers, places and evidence, by name.

    The point parameters are among them, if a fit has left any.
    """
    evidence = shipped.calibration() / "evidence"
    found = {
        f"data/{path.relative_to(shipped.data()).as_posix()}": path
        for path in shipped.data().rglob("*.csv")
    }
    found |= {f"evidence/{path.name}": path for path in evidence.glob("*.csv")}
    found |= {path.name: path for path in shipped.calibration().glob("point.csv")}
    return {name: digest(found[name].read_bytes()) for name in sorted(found)}


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results pass through."""
    found = {name: metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **found}


def dvctt_version() -> str:
    """Return the installed version of dvctt, or "unknown" in a checkout that is not installed."""
    try:
        return metadata.version("dvctt")
    except metadata.PackageNotFoundError:
        return "unknown"


def code_revision() -> str:
    """Return the git commit of the checkout, with "+changes" if it has any, else "unknown"."""
    root = shipped.data().parent.parent
    if not (root / ".git").exists():
        return "unknown"

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    try:
        changed = git("status", "--porcelain", "--untracked-files=no")
        return git("rev-parse", "HEAD") + ("+changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine() -> str:
    """Return operating system and processor kind; floating point may differ between kinds."""
    return f"{platform.system()} {platform.machine()}"


def fingerprint() -> dict[str, str]:
    """Return, by what it stands for, everything beside the scenario that decides on the bytes."""
    tables = "".join(f"{name} {value}\n" for name, value in input_digests().items())
    return {
        "program": program_digest(),
        "tables of parameters and evidence": digest(tables.encode()),
        "packages": ", ".join(f"{name} {version}" for name, version in versions().items()),
        "kind of machine": machine(),
    }


def peak_memory_bytes() -> int:
    """Return the most memory that this process has held so far."""
    if os.name == "nt":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
