"""Compilation of the rules: Numba with a cache that can never be stale.

Numba's own cache looks only at the file of the outermost function; a changed rule in another file
would go unnoticed. So the cache lives in a folder named by the content of all sources.
"""

import hashlib
from pathlib import Path

import numba
import platformdirs
from numba import types
from numba.extending import intrinsic


def _sources_digest() -> str:
    package = Path(__file__).resolve().parent
    digest = hashlib.sha256(numba.__version__.encode())
    for folder in (package, package / "behaviour", package / "data" / "parameters"):
        for path in sorted(folder.glob("*.[pc]*")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


CACHE = Path(platformdirs.user_cache_dir("dvctt")) / "compiled" / _sources_digest()
numba.config.CACHE_DIR = str(CACHE)

# Memory is handed in, never allocated, so that reference counting can be left out of inner loops.
_OPTIONS = {"error_model": "numpy", "_nrt": False}

# A rule is a scalar function; it is inlined where the monthly pass calls it.
rule = numba.njit(forceinline=True, **_OPTIONS)
kernel = numba.njit(cache=True, nogil=True, **_OPTIONS)
# Code that runs rarely is kept out of the inner loop.
aside = numba.njit(inline="never", **_OPTIONS)


@intrinsic
def take(typing_context, taken, many):
    """Add ``many`` to ``taken[0]`` (int64) and return what it was, undivided between threads."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        more = context.cast(builder, arguments[1], signature.args[1], types.int64)
        return builder.atomic_rmw("add", array.data, more, "monotonic")

    return types.int64(taken, many), generate
