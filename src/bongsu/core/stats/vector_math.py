"""Exponential, logarithm and error function that a compiled loop evaluates for several numbers at once.

The C library's functions are called once for each number; these are plain arithmetic without a branch, which
the compiler turns into vector instructions (about five times as fast).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy")
"""Compiles a function as the level model needs it.

Sums may be reordered and products fused; NaN and ∞ keep their meaning. A division by zero gives ∞ or NaN as
in NumPy: checking every division for it would keep the compiler from running several at once.
"""

inlined = njit(
    cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"}, error_model="numpy", forceinline=True
)
"""The same for a function that is copied into the loops that call it, which else are not vectorised."""

LOG2_E = 1.4426950408889634
LN2_HIGH = 6.93145751953125e-1
LN2_LOW = 1.42860682030941723212e-6
MANTISSA_BITS = 52
EXPONENT_BIAS = 1023
MANTISSA_MASK = (1 << MANTISSA_BITS) - 1
ONE_BITS = EXPONENT_BIAS << MANTISSA_BITS
SQRT2 = math.sqrt(2.0)


@inlined
def exp(x: float) -> float:
    """e^x, with x held within ±700; relative error below 5e-15.

    >>> round(exp(1.0), 14)
    2.71828182845905
    """
    held = min(max(x, -700.0), 700.0)
    k = math.floor(held * LOG2_E + 0.5)
    r = held - k * LN2_HIGH - k * LN2_LOW
    # Taylor's series on |r| <= ln 2 / 2.
    series = 1.0 / 39916800.0 + r / 479001600.0
    series = 1.0 / 362880.0 + r * (1.0 / 3628800.0 + r * series)
    series = 1.0 / 5040.0 + r * (1.0 / 40320.0 + r * series)
    series = 1.0 / 120.0 + r * (1.0 / 720.0 + r * series)
    series = 1.0 / 6.0 + r * (1.0 / 24.0 + r * series)
    series = 1.0 + r * (1.0 + r * (0.5 + r * series))
    return series * np.int64((np.int64(k) + EXPONENT_BIAS) << MANTISSA_BITS).view(np.float64)


@inlined
def log(x: float) -> float:
    """Natural logarithm of a positive normal number; error below 1e-15 (relative beyond 1).

    >>> round(log(10.0), 14)
    2.30258509299405
    """
    bits = np.float64(x).view(np.int64)
    exponent = (bits >> MANTISSA_BITS) - EXPONENT_BIAS
    mantissa = np.int64((bits & MANTISSA_MASK) | ONE_BITS).view(np.float64)
    upper = mantissa > SQRT2
    mantissa = 0.5 * mantissa if upper else mantissa
    power = exponent + (1.0 if upper else 0.0)
    # log m = 2 artanh s on |s| <= 0.172.
    s = (mantissa - 1.0) / (mantissa + 1.0)
    q = s * s
    series = 1.0 / 17.0 + q * (1.0 / 19.0 + q / 21.0)
    series = 1.0 / 13.0 + q * (1.0 / 15.0 + q * series)
    series = 1.0 / 9.0 + q * (1.0 / 11.0 + q * series)
    series = 1.0 / 5.0 + q * (1.0 / 7.0 + q * series)
    series = 1.0 + q * (1.0 / 3.0 + q * series)
    return power * LN2_HIGH + (2.0 * s * series + power * LN2_LOW)


@inlined
def erf(x: float) -> float:
    """The error function; error below 1e-13.

    erf z = 1 − e^(−z²) erfcx z, the scaled complement as a polynomial in u = 9 / (3 + z) − 2 interpolated at
    Chebyshev points of z in [0, 6]; further out erf is 1 to the last digit.

    >>> round(erf(0.5), 12)
    0.520499877813
    """
    z = min(abs(x), 6.0)
    u = 9.0 / (3.0 + z) - 2.0
    series = -3.498028794031899e-08 + u * (1.1331121640978382e-08 + u * 9.736443947379787e-10)
    series = 4.529238236727906e-06 + u * (8.119222584923588e-07 + u * (-2.2304310884161764e-07 + u * series))
    series = 7.01253213961491e-05 + u * (-0.00012716283656857288 + u * (-1.515384230188488e-05 + u * series))
    series = 0.08162684516024127 + u * (0.02330826123200486 + u * (0.003956151352290949 + u * series))
    series = 0.3215854164543178 + u * (0.36815156489756007 + u * (0.2014388568192341 + u * series))
    value = 1.0 - exp(-z * z) * series
    return value if x >= 0.0 else -value
