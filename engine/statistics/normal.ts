// Standard normal distribution in double precision: Cody's method for the distribution function, Wichura's for its inverse.

/** c[0] x^n + c[1] x^(n-1) + ... */
const polynomial = (x: number, coefficients: readonly number[]): number => {
  let value = 0;
  for (const c of coefficients) value = value * x + c;
  return value;
};

// W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969), 631-637; coefficients of his CALERF
// (1990), highest power first, rounded to doubles. Relative error of erfc below 6e-16 for exact arguments.
const ERF_SMALL = {
  numerator: [0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694],
  denominator: [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171],
};
const ERFC_MIDDLE = {
  numerator: [
    2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
    1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
  ],
  denominator: [
    1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
    3439.3676741437216, 1230.3393548037495,
  ],
};
const ERFC_LARGE = {
  numerator: [
    0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
  ],
  denominator: [1, 2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918],
};
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/** e^(-y^2); splitting y at a multiple of 1/16 keeps the rounding of y^2 small. */
const expOfMinusSquare = (y: number): number => {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
};

/** erfc(y) for y > 0.46875; 0 from y = 27, where it is below the smallest double. */
const upperErfc = (y: number): number => {
  if (y >= 27) return 0;
  if (y <= 4) return (expOfMinusSquare(y) * polynomial(y, ERFC_MIDDLE.numerator)) / polynomial(y, ERFC_MIDDLE.denominator);
  const z = 1 / (y * y);
  return (expOfMinusSquare(y) * (ONE_OVER_SQRT_PI - (z * polynomial(z, ERFC_LARGE.numerator)) / polynomial(z, ERFC_LARGE.denominator))) / y;
};

/** P(Z <= x) of a standard normal Z; relative error below 1e-15 + x^2 2^-53 (the rounding of x / sqrt 2). */
export const normalDistribution = (x: number): number => {
  const y = Math.abs(x) * Math.SQRT1_2;
  if (y <= 0.46875) {
    const erf = (y * polynomial(y * y, ERF_SMALL.numerator)) / polynomial(y * y, ERF_SMALL.denominator);
    return x < 0 ? 0.5 - 0.5 * erf : 0.5 + 0.5 * erf;
  }
  const tail = 0.5 * upperErfc(y);
  return x < 0 ? tail : 1 - tail;
};

// M. J. Wichura, Algorithm AS 241: The percentage points of the normal distribution, Applied Statistics 37 (1988), 477-484; PPND16,
// highest power first, rounded to doubles. Relative error about 1e-16.
const CENTRE = {
  numerator: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
    3.3871328727963665,
  ],
  denominator: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091,
    1,
  ],
};
const NEAR_TAIL = {
  numerator: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
    4.630337846156546, 1.4234371107496835,
  ],
  denominator: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
    2.053191626637759, 1,
  ],
};
const FAR_TAIL = {
  numerator: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
    5.463784911164114, 6.657904643501103,
  ],
  denominator: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
    0.599832206555888, 1,
  ],
};

/** The z with P(Z <= z) = p of a standard normal Z, for p strictly between 0 and 1. */
export const normalQuantile = (p: number): number => {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(r, CENTRE.numerator)) / polynomial(r, CENTRE.denominator);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const { numerator, denominator } = r <= 5 ? NEAR_TAIL : FAR_TAIL;
  const shiftedR = r <= 5 ? r - 1.6 : r - 5;
  const z = polynomial(shiftedR, numerator) / polynomial(shiftedR, denominator);
  return q < 0 ? -z : z;
};
