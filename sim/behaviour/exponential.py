"""The exponential function, written out so that the compiler can inline it.

A call into the mathematics library makes compiled code save all that it is working on, and its last
digit may differ between libraries. Relative error below 1e-9 (tested).
"""

import numpy as np

from sim.compiled import rule

_LOG2_E = 1.4426950408889634
_LN_2 = 0.6931471805599453
_MANTISSA_BITS = np.int64(52)
_BIAS = np.int64(1023)


@rule
def exp(x):
    """Return e to the power of ``x`` (-700 to 700; beyond that the bound is used)."""
    x = min(max(x, -700.0), 700.0)
    power = np.int64(np.floor(x * _LOG2_E + 0.5))
    r = x - power * _LN_2
    r2 = r * r
    low = (1.0 + r) + r2 * (1.0 / 2 + r * (1.0 / 6))
    high = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040))
    series = low + (r2 * r2) * (high + (r2 * r2) * (1.0 / 40320))
    power_of_two = np.int64((power + _BIAS) << _MANTISSA_BITS)
    return series * np.int64(power_of_two).view(np.float64)
