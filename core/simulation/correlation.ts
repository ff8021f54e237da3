import { nearestCorrelation } from '#engine';
import type { Label } from '#shared/contract/figure.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Origin } from '#shared/domain/origin.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { message } from '#shared/messages/text.ts';

const METAL_ORDER = [
  'iron',
  'copper',
  'aluminium',
  'lithium',
  'manganese',
  'zinc',
  'nickel',
  'lead',
  'tin',
  'cobalt',
] as const satisfies readonly Metal[];

/** Correlations of monthly log returns above the diagonal, rows and columns in METAL_ORDER. Source: `correlation.publishedSource`. */
const UPPER_TRIANGLE = [
  [0.442, 0.244, 0.081, 0.092, 0.371, 0.279, 0.249, 0.356, -0.057],
  [0.615, 0.168, 0.164, 0.717, 0.526, 0.597, 0.625, 0.179],
  [0.271, 0.17, 0.622, 0.486, 0.536, 0.525, 0.181],
  [0.115, 0.281, 0.341, 0.097, 0.233, 0.192],
  [0.1, 0.063, 0.032, 0.294, 0.341],
  [0.505, 0.647, 0.495, 0.22],
  [0.486, 0.461, 0.242],
  [0.445, 0.133],
  [0.19],
] as const;

/** Default assumption for two prices of one metal that follow no other reference. */
const SAME_METAL_CORRELATION = 0.5;

const GOLD = 'AU';
const SILVER = 'AG';
const BASE_METALS: readonly Metal[] = ['copper', 'aluminium', 'zinc', 'nickel', 'lead', 'tin'];

/**
 * Default assumptions for precious metals, which the published matrix lacks. Gold with silver: 0.75, within published figures of 0.75
 * (Market Realist, July 2016, ETF prices) to 0.84 (Futures Magazine, May 2011, daily futures). With base metals: within a range, without a
 * published figure.
 */
const PRECIOUS_CORRELATIONS = { goldSilver: 0.75, goldBase: 0.2, silverBase: 0.3 } as const;

type PreciousPair = keyof typeof PRECIOUS_CORRELATIONS;

const isPrecious = ({ code, kind }: Reference): boolean => kind === 'price' && (code === GOLD || code === SILVER);

/** The kind of a pair with a precious metal; undefined without a default for it. */
const preciousPair = (a: Reference, b: Reference): PreciousPair | undefined => {
  if (isPrecious(a) && isPrecious(b)) return 'goldSilver';
  const [precious, otherReference] = isPrecious(a) ? [a, b] : [b, a];
  if (
    !isPrecious(precious) ||
    otherReference.kind !== 'price' ||
    otherReference.metal === undefined ||
    !BASE_METALS.includes(otherReference.metal)
  )
    return undefined;
  return precious.code === GOLD ? 'goldBase' : 'silverBase';
};

const publishedCorrelation = (a: Metal, b: Metal): number => {
  const [low, high] = [METAL_ORDER.indexOf(a), METAL_ORDER.indexOf(b)].sort((x, y) => x - y) as [number, number];
  return UPPER_TRIANGLE[low]?.[high - low - 1] ?? 0;
};

/** Returns the correlation entered in the workspace for a pair; either of the two references may contain it. */
const enteredCorrelation = (a: Reference, b: Reference) =>
  a.correlations?.find(({ reference }) => reference === b.code) ?? b.correlations?.find(({ reference }) => reference === a.code);

/** Returns true if a pair has a published correlation; freight, precious metals, currencies and treatment charges have none. */
const isPublished = (a: Reference, b: Reference): boolean =>
  a.kind === 'price' && b.kind === 'price' && a.metal !== undefined && b.metal !== undefined && a.metal !== b.metal;

const standardCorrelation = (a: Reference, b: Reference): number => {
  if (isPublished(a, b)) return publishedCorrelation(a.metal!, b.metal!);
  const preciousKind = preciousPair(a, b);
  if (preciousKind) return PRECIOUS_CORRELATIONS[preciousKind];
  // default assumption 0 without a published correlation
  return a.kind === 'price' && b.kind === 'price' && a.metal !== undefined && a.metal === b.metal ? SAME_METAL_CORRELATION : 0;
};

const pairCorrelation = (a: Reference, b: Reference): number => enteredCorrelation(a, b)?.value ?? standardCorrelation(a, b);

/** Returns the source of the correlation of two references, and its default value (`otherwise`). */
export const originOfPair = (
  a: Reference,
  b: Reference,
): { readonly origin: Origin; readonly source: Label; readonly otherwise: number } => {
  const userValue = enteredCorrelation(a, b);
  const standardValue = standardCorrelation(a, b);
  if (userValue) return { origin: 'user', source: { name: userValue.source }, otherwise: standardValue };
  if (isPublished(a, b)) return { origin: 'source', source: message('correlation.publishedSource'), otherwise: standardValue };
  const preciousKind = preciousPair(a, b);
  if (preciousKind) return { origin: 'house', source: message(`correlation.${preciousKind}`), otherwise: standardValue };
  const isSameMetal = a.metal !== undefined && a.metal === b.metal;
  return { origin: 'house', source: message(isSameMetal ? 'correlation.sameMetal' : 'correlation.unpublished'), otherwise: standardValue };
};

/**
 * Returns the correlation of the references that follow no other, in their order, repaired where it would not be positive definite;
 * `unrepaired` is the matrix before the repair.
 */
export const correlationOf = (references: readonly Reference[]) => {
  const independentReferences = references.filter(({ follows }) => follows === undefined);
  const unrepaired = independentReferences.map((a) => independentReferences.map((b) => (a === b ? 1 : pairCorrelation(a, b))));
  return { ...nearestCorrelation(unrepaired), unrepaired };
};
