"""Where the files that come with the simulator are, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_shipped"
_ROOT = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent


def data() -> Path:
    """Return the folder of the package's own tables."""
    return _PACKAGE / "data"


def scenarios() -> Path:
    """Return the folder of the shipped scenarios."""
    return _ROOT / "scenarios"


def calibration() -> Path:
    """Return the folder of evidence, studies and posteriors."""
    return _ROOT / "calibration"
