import type { Input } from '#shared/contract/contract.ts';
import { BuyersBy, ConcentrationView, ExposureBasis, type WhatIfRequest } from '#shared/contract/diversification.ts';
import { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { LimitId, PlanId } from '#shared/domain/ids.ts';

export type ConcentrationQuery = Input<'diversification.get'>;

/** What the years of the limits board show: the measured value, or the headroom to the breach level. */
export const BOARD_SHOWS = ['measured', 'tonnes', 'usd'] as const;
export type BoardShows = (typeof BOARD_SHOWS)[number];

const { by: By, year: ViewYear } = ConcentrationView.shape;

const parseYear = (value: string | null): ConcentrationQuery['year'] =>
  value === null ? undefined : ViewYear.safeParse(value === 'plan' ? value : Number(value)).data;
const parseSwitch = (value: string | null): boolean | undefined => (value === 'off' ? false : undefined);

/** Parses the view of an address: "?counts=all&by=tonnes&year=2028&lookThrough=off". Missing or invalid values take the default. */
export const parseView = (search: string): ConcentrationQuery => {
  const query = new URLSearchParams(search);
  return {
    counts: ExposureBasis.safeParse(query.get('counts')).data,
    by: query.has('by') ? By.safeParse(query.get('by')).data : undefined,
    year: parseYear(query.get('year')),
    against: PlanId.safeParse(query.get('against')).data,
    dimension: ExposureDimension.safeParse(query.get('dimension')).data,
    lookThrough: parseSwitch(query.get('lookThrough')),
    buyersBy: query.has('buyersBy') ? BuyersBy.safeParse(query.get('buyersBy')).data : undefined,
  };
};

export const parseBoardShows = (search: string): BoardShows => {
  const value = new URLSearchParams(search).get('headroom');
  return BOARD_SHOWS.find((boardShow) => boardShow === value) ?? 'measured';
};

const routeOf = (path: string, query: URLSearchParams): string => (query.size === 0 ? path : `${path}?${query.toString()}`);

/** The address of a view; defaults are left out. */
export const diversificationRoute = (view: ConcentrationQuery, shows: BoardShows): string => {
  const query = new URLSearchParams();
  for (const key of ['counts', 'by', 'buyersBy', 'year', 'against', 'dimension'] as const)
    if (view[key] !== undefined) query.set(key, String(view[key]));
  if (view.lookThrough === false) query.set('lookThrough', 'off');
  if (shows !== 'measured') query.set('headroom', shows);
  return routeOf('/diversification', query);
};

/** What-if changes: factors of buyers' tonnes, closed destinations, two buyers to merge. */
export type Changes = {
  readonly factors: ReadonlyMap<string, number>;
  readonly lostCountries: readonly string[];
  readonly first: string | undefined;
  readonly second: string | undefined;
};

export const NO_CHANGES: Changes = { factors: new Map(), lostCountries: [], first: undefined, second: undefined };

/** The largest factor that the call accepts. */
const MAX_FACTOR = 10;
const FACTOR_SHAPE = /^(.{1,200})\*(\d{1,2}(?:\.\d{1,6})?)$/su;

/** Parses the changes of an address: "?tonnes=jinshan*0.5&lost=CN&first=hai-long&second=otori". */
export const parseChanges = (search: string): Changes => {
  const query = new URLSearchParams(search);
  const factors = query.getAll('tonnes').flatMap((value): [string, number][] => {
    const [, member, factor] = FACTOR_SHAPE.exec(value) ?? [];
    return member === undefined || Number(factor) > MAX_FACTOR ? [] : [[member, Number(factor)]];
  });
  return {
    factors: new Map(factors),
    lostCountries: query.getAll('lost').filter((code) => code.length <= 10),
    first: query.get('first') ?? undefined,
    second: query.get('second') ?? undefined,
  };
};

export const whatIfRoute = ({ factors, lostCountries, first, second }: Changes): string => {
  const query = new URLSearchParams();
  for (const [member, factor] of factors) if (factor !== 1) query.append('tonnes', `${member}*${Number(factor.toFixed(6))}`);
  for (const code of lostCountries) query.append('lost', code);
  if (first !== undefined) query.set('first', first);
  if (second !== undefined) query.set('second', second);
  return routeOf('/diversification/what-if', query);
};

/** The difference of two sets of changes: tonnes of one buyer, one destination, the merger, or several of these. */
export type WhatIfStep =
  | { readonly kind: 'tonnes'; readonly member: string }
  | { readonly kind: 'country'; readonly code: string }
  | { readonly kind: 'merge' | 'several' };

export const stepBetween = (changesBefore: Changes, changesAfter: Changes): WhatIfStep => {
  const factor = (changes: Changes, member: string): number => changes.factors.get(member) ?? 1;
  const members = [...new Set([...changesBefore.factors.keys(), ...changesAfter.factors.keys()])];
  const steps: readonly WhatIfStep[] = [
    ...members
      .filter((member) => factor(changesBefore, member) !== factor(changesAfter, member))
      .map((member): WhatIfStep => ({ kind: 'tonnes', member })),
    ...[...changesBefore.lostCountries, ...changesAfter.lostCountries]
      .filter((code) => changesBefore.lostCountries.includes(code) !== changesAfter.lostCountries.includes(code))
      .map((code): WhatIfStep => ({ kind: 'country', code })),
    ...(changesBefore.first === changesAfter.first && changesBefore.second === changesAfter.second ? [] : [{ kind: 'merge' } as const]),
  ];
  return steps.length === 1 && steps[0] ? steps[0] : { kind: 'several' };
};

/** The input of the call that measures the changes. */
export const whatIfRequest = ({ factors, lostCountries, first, second }: Changes): WhatIfRequest => ({
  by: 'grossValue',
  buyersBy: 'group',
  tonnes: [...factors].filter(([, factor]) => factor !== 1).map(([member, factor]) => ({ member, factor })),
  lostCountries: [...lostCountries],
  ...(first !== undefined && second !== undefined && first !== second ? { merged: [first, second] as [string, string] } : {}),
});

/** The state of the allocation page in its address. */
export type AllocationView = {
  /** A breached limit to meet; signed contracts may change for it. */
  readonly keep?: LimitId | undefined;
  /** The job whose result is shown, and the chosen point of its frontier, from 1. */
  readonly job?: string | undefined;
  readonly point?: number | undefined;
  /** The chart is zoomed to the frontier. */
  readonly close?: true | undefined;
};

const POINT = /^[1-9]\d{0,2}$/;

/** "?keep=china-revenue&job=0198c1&point=12&close=on". */
export const parseAllocationView = (search: string): AllocationView => {
  const query = new URLSearchParams(search);
  const job = query.get('job') ?? '';
  const point = query.get('point') ?? '';
  return {
    keep: LimitId.safeParse(query.get('keep')).data,
    ...(query.get('close') === 'on' ? { close: true } : {}),
    ...(job !== '' && job.length <= 64 ? { job, ...(POINT.test(point) ? { point: Number(point) } : {}) } : {}),
  };
};

export const allocationRoute = ({ keep, job, point, close }: AllocationView): string => {
  const query = new URLSearchParams();
  if (keep !== undefined) query.set('keep', keep);
  if (job !== undefined) query.set('job', job);
  if (job !== undefined && point !== undefined) query.set('point', String(point));
  if (close) query.set('close', 'on');
  return routeOf('/diversification/allocation', query);
};
