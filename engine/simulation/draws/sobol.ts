/**
 * Sobol points in base 2 (I. M. Sobol, 1967), with random linear scrambling and a random digital shift (J. Matousek, J. Complexity 14,
 * 1998). Direction numbers: S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
 * Comput. 30, 2008, the first dimensions of their file new-joe-kuo-6.21201, under this licence:
 *
 * Copyright (c) 2008, Frances Y. Kuo and Stephen Joe. All rights reserved.
 *
 * Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions
 * are met:
 *
 * - Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
 * - Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the
 *   documentation and/or other materials provided with the distribution.
 * - Neither the names of the copyright holders nor the names of the University of New South Wales and the University of Waikato and its
 *   contributors may be used to endorse or promote products derived from this software without specific prior written permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY,
 * WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE,
 * EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
 */

/** Binary digits of a coordinate, one 32-bit word. */
export const SOBOL_DIGITS = 32;

/** By dimension from the second on: the inner coefficients of its primitive polynomial, then its initial direction numbers m. */
const POLYNOMIALS: readonly (readonly [number, ...number[]])[] = [
  [0, 1],
  [1, 1, 3],
  [1, 1, 3, 1],
  [2, 1, 1, 1],
  [1, 1, 1, 3, 3],
  [4, 1, 3, 5, 13],
  [2, 1, 1, 5, 5, 17],
  [4, 1, 1, 5, 5, 5],
  [7, 1, 1, 7, 11, 19],
  [11, 1, 1, 5, 1, 1],
  [13, 1, 1, 1, 3, 11],
  [14, 1, 3, 5, 5, 31],
  [1, 1, 3, 3, 9, 7, 49],
  [13, 1, 1, 1, 15, 21, 21],
  [16, 1, 3, 1, 13, 27, 49],
  [19, 1, 1, 1, 15, 7, 5],
  [22, 1, 3, 1, 15, 13, 25],
  [25, 1, 1, 5, 5, 19, 61],
  [1, 1, 3, 7, 11, 23, 15, 103],
  [4, 1, 3, 7, 13, 13, 15, 69],
  [7, 1, 1, 3, 13, 7, 35, 63],
  [8, 1, 3, 5, 9, 1, 25, 53],
  [14, 1, 3, 1, 13, 9, 35, 107],
  [19, 1, 3, 1, 5, 27, 61, 31],
  [21, 1, 1, 5, 11, 19, 41, 61],
  [28, 1, 3, 5, 3, 3, 13, 69],
  [31, 1, 1, 7, 13, 1, 19, 1],
  [32, 1, 3, 7, 5, 13, 19, 59],
  [37, 1, 1, 3, 9, 25, 29, 41],
  [41, 1, 3, 5, 13, 23, 1, 55],
  [42, 1, 3, 7, 3, 13, 59, 17],
];

/** Dimensions with direction numbers. */
export const SOBOL_DIMENSIONS = POLYNOMIALS.length + 1;

/** Computes the direction numbers of a dimension (0 = the first) as words; the highest bit is the first digit. */
export const sobolDirections = (dimension: number): Int32Array => {
  const directions = new Int32Array(SOBOL_DIGITS);
  if (dimension === 0) return directions.map((_, j) => 1 << (SOBOL_DIGITS - 1 - j));
  const [coefficients, ...initialNumbers] = POLYNOMIALS[dimension - 1]!;
  const degree = initialNumbers.length;
  for (let j = 0; j < SOBOL_DIGITS; j++) {
    if (j < degree) {
      directions[j] = initialNumbers[j]! << (SOBOL_DIGITS - 1 - j);
      continue;
    }
    let word = directions[j - degree]! ^ (directions[j - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if (((coefficients >>> (degree - 1 - k)) & 1) === 1) word ^= directions[j - k]!;
    directions[j] = word;
  }
  return directions;
};

/** Computes one coordinate of the point with this index as a word, in the order of the Gray code. */
export const sobolWord = (directions: Int32Array, index: number): number => {
  let word = 0;
  for (let code = index ^ (index >>> 1), j = 0; code !== 0; code >>>= 1, j++) if ((code & 1) === 1) word ^= directions[j]!;
  return word;
};

/** 1 if a word has an odd number of ones, else 0. */
const parity = (word: number): number => {
  let foldedWord = word ^ (word >>> 16);
  foldedWord ^= foldedWord >>> 8;
  foldedWord ^= foldedWord >>> 4;
  return (0x6996 >>> (foldedWord & 15)) & 1;
};

/**
 * Multiplies the digits of each direction number by a lower triangular matrix with ones on its diagonal, modulo 2. Row i of the matrix
 * are the first i digits of `words[i]`.
 */
export const scrambleDirections = (directions: Int32Array, words: ArrayLike<number>): Int32Array => {
  const rows = Int32Array.from({ length: SOBOL_DIGITS }, (_, i) => {
    const diagonal = 1 << (SOBOL_DIGITS - 1 - i);
    // all digits before the diagonal
    const lowerBits = ~(diagonal | ((diagonal >>> 0) - 1));
    return (words[i]! & lowerBits) | diagonal;
  });
  return directions.map((direction) => {
    let scrambled = 0;
    for (let i = 0; i < SOBOL_DIGITS; i++) scrambled |= parity(rows[i]! & direction) << (SOBOL_DIGITS - 1 - i);
    return scrambled;
  });
};
