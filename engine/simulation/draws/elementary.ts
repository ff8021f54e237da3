/**
 * exp, log and the inverse normal distribution of the simulation. A run has the same bits on every machine only with functions of its
 * own: JavaScript leaves the accuracy of Math.exp and Math.log open.
 */

/** 2^(j/64), j = 0..63, rounded to doubles. */
export const POWERS_OF_TWO = Float64Array.of(
  1.0,
  1.0108892860517005,
  1.0218971486541166,
  1.0330248790212284,
  1.0442737824274138,
  1.0556451783605572,
  1.0671404006768237,
  1.0787607977571199,
  1.0905077326652577,
  1.102382583307841,
  1.1143867425958924,
  1.1265216186082418,
  1.1387886347566916,
  1.1511892299529827,
  1.1637248587775775,
  1.1763969916502812,
  1.189207115002721,
  1.202156731452703,
  1.215247359980469,
  1.22848053610687,
  1.241857812073484,
  1.255380757024691,
  1.2690509571917332,
  1.2828700160787783,
  1.2968395546510096,
  1.3109612115247644,
  1.3252366431597413,
  1.339667524053303,
  1.3542555469368927,
  1.3690024229745905,
  1.383909881963832,
  1.3989796725383112,
  Math.SQRT2,
  1.42961333839197,
  1.4451808069770467,
  1.460917794180647,
  1.4768261459394993,
  1.4929077282912648,
  1.5091644275934228,
  1.5255981507445384,
  1.5422108254079407,
  1.559004400237837,
  1.5759808451078865,
  1.593142151342267,
  1.6104903319492543,
  1.6280274218573478,
  1.645755478153965,
  1.6636765803267364,
  1.681792830507429,
  1.7001063537185235,
  1.718619298122478,
  1.7373338352737062,
  1.7562521603732995,
  1.7753764925265212,
  1.7947090750031072,
  1.8142521755003989,
  1.8340080864093424,
  1.8539791250833855,
  1.8741676341103,
  1.8945759815869656,
  1.9152065613971474,
  1.9360617934922943,
  1.9571441241754002,
  1.978456026387951,
);
const STEPS_PER_UNIT = 92.33248261689366; // 64 / ln 2
// ln 2 / 64 in two parts; the first ends in zeros, so that n times it is exact for every n in range
const STEP_HEAD = 0.010830424667801708;
const STEP_TAIL = 2.8447437476627285e-11;

/** 1.5 x 2^52: adding and subtracting it rounds to a whole number. */
const ROUNDING = 6_755_399_441_055_744;

const LARGEST = 700;
const BIAS = 1022;
/** 2^n at n + BIAS, for every n that an exponent up to LARGEST needs; doubling and halving are exact. */
const SCALES = new Float64Array(2 * BIAS + 1).fill(1);
for (let n = 1; n <= BIAS; n++) {
  SCALES[BIAS + n] = 2 * SCALES[BIAS + n - 1]!;
  SCALES[BIAS - n] = 0.5 * SCALES[BIAS - n + 1]!;
}

/**
 * Computes e^x for |x| <= 700 with a relative error below 1e-15; beyond that e^700 or e^-700.
 * Method: x = n ln 2/64 + r, e^x = 2^(n div 64) 2^(n mod 64 / 64) e^r, e^r by its series to r^5 (P. T. P. Tang, ACM TOMS 15, 1989).
 */
export const exp = (x: number): number => {
  const clamped = Math.min(LARGEST, Math.max(-LARGEST, x));
  const steps = clamped * STEPS_PER_UNIT + ROUNDING - ROUNDING;
  const r = clamped - steps * STEP_HEAD - steps * STEP_TAIL;
  const n = steps | 0;
  // e^r = 1 + r + r^2/2 + r^3/6 + r^4/24 + r^5/120
  const series = r + r * r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * 0.008333333333333333)));
  const power = POWERS_OF_TWO[n & 63]!;
  return (power + power * series) * SCALES[(n >> 6) + BIAS]!;
};

const SQRT_HALF = Math.SQRT1_2;
const LN2_HEAD = 0.6931471803691238;
const LN2_TAIL = 1.9082149292705877e-10;
const words = new Float64Array(1);
const bits = new Int32Array(words.buffer);

/**
 * Computes the natural logarithm of a positive normal double with a relative error below 4e-16.
 * Method: x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt 2; log(1 + f) in s = f / (2 + f) by the minimax polynomial of FDLIBM's e_log.c
 * (Sun Microsystems, 1993).
 */
export const log = (x: number): number => {
  let k = 0;
  let m = x;
  // demand is near 1, where the exponent need not be extracted
  if (!(x > SQRT_HALF && x <= 2 * SQRT_HALF)) {
    words[0] = x;
    // exponent, and mantissa in 1..2
    k = ((bits[1]! >>> 20) & 0x7ff) - 1023;
    bits[1] = (bits[1]! & 0x000fffff) | 0x3ff00000;
    m = words[0]!;
    if (m > 2 * SQRT_HALF) {
      m *= 0.5;
      k++;
    }
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const evenTerms = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const half = 0.5 * f * f;
  return k * LN2_HEAD - (half - (s * (half + evenTerms + odd) + k * LN2_TAIL) - f);
};

/** Distance from 0.5 within which the inverse normal is one rational function. */
const CENTRAL_RANGE = 0.425;

/** Inverse normal where |p - 0.5| <= 0.425, by q = p - 0.5. */
const centralInverseNormal = (q: number): number => {
  const r = 0.180625 - q * q;
  return (
    (q *
      (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r + 13731.69376550946) * r +
        1971.5909503065513) *
        r +
        133.14166789178438) *
        r +
        3.3871328727963665)) /
    (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r + 5394.196021424751) * r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
      1)
  );
};

/** Inverse normal where |p - 0.5| > 0.425. */
const tailInverseNormal = (p: number): number => {
  const q = p - 0.5;
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p)) - 1.6;
  const z =
    (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r + 1.2704582524523684) * r + 3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
      1.4234371107496835) /
    (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r + 0.14810397642748008) * r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
      1);
  return q < 0 ? -z : z;
};

/**
 * Computes z with P(Z <= z) = p of a standard normal Z for 2^-33 <= p <= 1 - 2^-33, with a relative error of about 1e-15.
 * M. J. Wichura, Algorithm AS 241 (Applied Statistics 37, 1988), PPND16; no 32-bit uniform reaches its farthest branch.
 */
export const inverseNormal = (p: number): number => {
  const q = p - 0.5;
  return q <= CENTRAL_RANGE && q >= -CENTRAL_RANGE ? centralInverseNormal(q) : tailInverseNormal(p);
};
