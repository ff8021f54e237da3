"""Golden Sobol points, plain and scrambled (scipy.stats.qmc.Sobol with 32 digits); writes ../sobol.json.

Coordinates are whole numbers of 2^-32. The scrambled cases list what scipy drew: for each dimension the rows of the triangular matrix as
words (highest bit = first digit) and the shift, read by drawing the same numbers again from an equal generator.
"""

import numpy as np
import scipy
from goldenFile import write
from scipy.stats import qmc

DIGITS = 32
DIMENSIONS = 32


def points(d, indexes, scramble=False, seed=None):
    rows = []
    for index in indexes:
        engine = qmc.Sobol(d=d, scramble=scramble, bits=DIGITS, rng=None if seed is None else np.random.default_rng(seed))
        if index > 0:
            engine.fast_forward(index)
        rows.append([int(x) for x in (engine.random(1)[0] * 2.0**DIGITS)])
    return rows


def word(bits):
    """A word from its digits, first digit first."""
    return int("".join(str(int(bit)) for bit in bits), 2)


def draws(d, seed):
    """The numbers that scipy draws for a scramble: digits of the shift (lowest first), then the matrices."""
    # scipy draws from a child of the generator that it is given
    rng = np.random.default_rng(seed).spawn(1)[0]
    shift = rng.integers(2, size=(d, DIGITS), dtype=np.uint32)
    matrices = np.tril(rng.integers(2, size=(d, DIGITS, DIGITS), dtype=np.uint32))
    return [word(row[::-1]) for row in shift], [[word(row) for row in matrix] for matrix in matrices]


INDEXES = [*range(16), 255, 256, 1000, 4095, 123456, 1048575]
SCRAMBLED = [*range(8), 100, 2047]
cases = [{"name": "plain", "indexes": INDEXES, "points": points(DIMENSIONS, INDEXES)}]
for seed in (1, 2):
    shift, matrices = draws(6, seed)
    cases.append({"name": f"scramble {seed}", "indexes": SCRAMBLED, "shift": shift, "matrices": matrices, "points": points(6, SCRAMBLED, True, seed)})
write("sobol", "scipy.stats.qmc.Sobol, bits=32", 0, cases, tool=f"scipy {scipy.__version__}")
