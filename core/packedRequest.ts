import { createHash } from 'node:crypto';
import type { PortfolioContract, SimulationRequest } from '#engine';
import type { Steps } from '#shared/steps.ts';

/** Packs a series for JSON: months without a price become null. */
type PackedSeries = { readonly series: readonly (number | null)[] };

const pack = (value: unknown): unknown =>
  value instanceof Float64Array
    ? ({ series: [...value].map((entry) => (Number.isNaN(entry) ? null : entry)) } satisfies PackedSeries)
    : value;

const isPacked = (value: unknown): value is PackedSeries =>
  typeof value === 'object' && value !== null && 'series' in value && Array.isArray(value.series);

const packToText = (value: unknown): string => JSON.stringify(value, (_key, part: unknown) => pack(part));

/** Packs plain data as JSON values; unpackParts restores every number exactly. */
export const packParts = (value: unknown): unknown => JSON.parse(packToText(value));

const unpackText = <T>(text: string): T =>
  JSON.parse(text, (_key, value: unknown) =>
    isPacked(value) ? Float64Array.from(value.series, (entry) => entry ?? Number.NaN) : value,
  ) as T;

/** Restores the values that packParts packed. */
export const unpackParts = <T>(packedParts: unknown): T => unpackText(JSON.stringify(packedParts));

/** A request packed for storage as the JSON text that `packParts` describes, in pieces, and its SHA-256 digest. */
type PackedRequest = { readonly texts: readonly string[]; readonly digest: string };

/** Contracts that are packed at once: a text of all of ten thousand would hold the core for a tenth of a second. */
const CONTRACTS_AT_ONCE = 200;

/** Packs a request for storage, without the moments of its cycle, which can be computed from it. */
export function* packRequestInSteps(request: SimulationRequest): Steps<PackedRequest> {
  const { portfolio } = request;
  const { contracts } = portfolio;
  const frame = packToText({ ...request, portfolio: { ...portfolio, contracts: [] }, centre: undefined });
  yield;
  // only the portfolio has a list of contracts, and within a text the quotation marks would have escapes
  const [before, after] = frame.split('"contracts":[]') as [string, string];
  const hash = createHash('sha256');
  const texts: string[] = [];
  const add = (text: string): void => {
    hash.update(text);
    texts.push(text);
  };
  add(`${before}"contracts":[`);
  for (let from = 0; from < contracts.length; from += CONTRACTS_AT_ONCE) {
    const list = packToText(contracts.slice(from, from + CONTRACTS_AT_ONCE)).slice(1, -1);
    add(from === 0 ? list : `,${list}`);
    yield;
  }
  add(`]${after}`);
  return { texts, digest: hash.digest('hex') };
}

/** Restores a request from the texts of `packRequestInSteps`, or from one text of all of it, as earlier versions and imports store it. */
export function* unpackRequestInSteps(texts: readonly string[]): Steps<SimulationRequest> {
  const [first, ...others] = texts;
  const request = unpackText<SimulationRequest>(`${first}${others.at(-1) ?? ''}`);
  const contracts = [...request.portfolio.contracts];
  for (const text of others.slice(0, -1)) {
    yield;
    contracts.push(...unpackText<PortfolioContract[]>(`[${text.replace(/^,/, '')}]`));
  }
  return { ...request, portfolio: { ...request.portfolio, contracts } };
}
