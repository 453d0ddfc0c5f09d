"""The exponential function and the logarithm, written out so that the compiler can inline them.

A call into the mathematics library makes compiled code save all that it is working on, and its last
digit may differ between libraries. Relative error below 1e-9 (tested).
"""

import numpy as np

from sim.compiled import rule

_LOG2_E = 1.4426950408889634
_LN_2 = 0.6931471805599453
_MANTISSA_BITS = np.int64(52)
_BIAS = np.int64(1023)
_SQRT_HALF = np.float64(0.5**0.5).view(np.int64)


@rule
def exp(x):
    """Return e to the power of ``x`` (-700 to 700; beyond that the bound is used)."""
    x = min(max(x, -700.0), 700.0)
    whole = np.floor(x * _LOG2_E + 0.5)
    power = np.int64(whole)
    r = x - whole * _LN_2
    r2 = r * r
    low = (1.0 + r) + r2 * (1.0 / 2 + r * (1.0 / 6))
    high = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040))
    series = low + (r2 * r2) * (high + (r2 * r2) * (1.0 / 40320))
    power_of_two = np.int64((power + _BIAS) << _MANTISSA_BITS)
    return series * np.int64(power_of_two).view(np.float64)


@rule
def log(x):
    """Return the natural logarithm of ``x``, a normal number above 0."""
    word = np.float64(x).view(np.int64)
    power = (word - _SQRT_HALF) >> _MANTISSA_BITS
    mantissa = np.int64(word - (power << _MANTISSA_BITS)).view(np.float64)  # sqrt(1/2) to sqrt(2)
    s = (mantissa - 1.0) / (mantissa + 1.0)
    s2 = s * s
    s4 = s2 * s2
    low = (2.0 + s2 * (2.0 / 3)) + s4 * (2.0 / 5 + s2 * (2.0 / 7))
    high = (2.0 / 9 + s2 * (2.0 / 11)) + s4 * (2.0 / 13 + s2 * (2.0 / 15))
    return power * _LN_2 + s * (low + (s4 * s4) * high)
