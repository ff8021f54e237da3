import { CONTRACT_QUERIES, PAGE_FIGURE } from '#shared/contract/pageQueries.ts';
import { type LimitToHold, PageFigure, type SensitivityTarget } from '#shared/contract/sensitivity.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { Year } from '#shared/domain/time.ts';

/** A goal seek as the address of its page has it; amounts are in base units. */
export type GoalSeekView = {
  readonly contract?: ContractId | undefined;
  readonly target?: string | undefined;
  readonly year?: number | undefined;
  readonly goal?: number | undefined;
  readonly driver?: string | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly hold: readonly LimitToHold[];
  /** The figure that was opened on a page. */
  readonly figure?: PageFigure | undefined;
  /** Digest of the simulation whose figure was opened. */
  readonly run?: string | undefined;
  /** The job whose answer is shown, where a figure is one over paths. */
  readonly job?: string | undefined;
};

type OpenedFigure = Pick<GoalSeekView, 'target' | 'year' | 'run' | 'figure'>;

/** The part of an address that stays when another contract is chosen: a figure of the plan that was opened or chosen. */
export const planFigureOf = (
  { target, year, run, figure }: OpenedFigure,
  { key, group }: Pick<SensitivityTarget, 'key' | 'group'>,
): OpenedFigure => {
  // a figure of a contract is asked about the contract of the address
  const shownFigure = figure && CONTRACT_QUERIES.has(figure.call) ? undefined : figure;
  const isKept = target === key && group !== 'deal' && (key !== PAGE_FIGURE || shownFigure !== undefined);
  return { figure: shownFigure, ...(isKept ? { target, year, run } : {}) };
};

const parseAmount = (value: string | null | undefined): number | undefined => {
  const amount = value === null || value === undefined || value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(amount) ? amount : undefined;
};

const parseYear = (value: string | null | undefined): number | undefined => Year.safeParse(parseAmount(value)).data;

const parseFigure = (value: string | null): PageFigure | undefined => {
  try {
    return PageFigure.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
};

/** Present only where a figure was opened. */
const figureOf = (query: URLSearchParams): Pick<GoalSeekView, 'figure'> => {
  const figure = parseFigure(query.get('figure'));
  return figure ? { figure } : {};
};

const addressText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const KEY_SHAPE = /^[^~]{1,200}$/u;
const parseKey = (value: string | null | undefined): string | undefined =>
  value !== null && value !== undefined && KEY_SHAPE.test(value) ? value : undefined;

/** Parses a limit to hold: "plan.china~2027~atMost~0.55". */
const parseHold = (value: string): readonly LimitToHold[] => {
  const [key, year, direction, level] = value.split('~');
  const [target, amount] = [parseKey(key), parseAmount(level)];
  if (target === undefined || amount === undefined || (direction !== 'atMost' && direction !== 'atLeast')) return [];
  const ofYear = parseYear(year);
  return [{ target, ...(ofYear === undefined ? {} : { year: ofYear }), direction, level: amount }];
};

/** Parses "?contract=C-042&target=deal.npv&goal=1500000000&driver=terms.0.price.premium&low=0&high=50&hold=plan.china~2027~atMost~0.55". */
export const parseGoalSeekView = (search: string): GoalSeekView => {
  const query = new URLSearchParams(search);
  return {
    contract: ContractId.safeParse(query.get('contract')).data,
    target: parseKey(query.get('target')),
    year: parseYear(query.get('year')),
    goal: parseAmount(query.get('goal')),
    driver: parseKey(query.get('driver')),
    low: parseAmount(query.get('low')),
    high: parseAmount(query.get('high')),
    hold: query.getAll('hold').slice(0, 8).flatMap(parseHold),
    ...figureOf(query),
    run: query.get('run')?.slice(0, 64),
    job: query.get('job')?.slice(0, 64),
  };
};

export const goalSeekRoute = ({ hold, ...view }: GoalSeekView): string => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) if (value !== undefined) query.set(key, addressText(value));
  for (const { target, year, direction, level } of hold) query.append('hold', [target, year ?? '', direction, level].join('~'));
  return query.size === 0 ? '/goal-seek' : `/goal-seek?${query.toString()}`;
};

/** An axis of a table as the address has it. */
export type AxisView = {
  readonly driver?: string | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly steps?: number | undefined;
};

/** A sensitivity table as the address of its page has it. */
export type TableView = {
  readonly contract?: ContractId | undefined;
  readonly target?: string | undefined;
  readonly year?: number | undefined;
  readonly rows: AxisView;
  readonly columns: AxisView;
  /** The figure that was opened on a page. */
  readonly figure?: PageFigure | undefined;
  /** Digest of the simulation whose figure was opened. */
  readonly run?: string | undefined;
  /** The job whose table is shown. */
  readonly job?: string | undefined;
};

/** The longest axis that the call accepts. */
const MOST_STEPS = 40;

const parseAxis = (query: URLSearchParams, name: 'rows' | 'columns'): AxisView => {
  const steps = parseAmount(query.get(`${name}Steps`));
  return {
    driver: parseKey(query.get(name)),
    low: parseAmount(query.get(`${name}Low`)),
    high: parseAmount(query.get(`${name}High`)),
    steps: steps !== undefined && Number.isInteger(steps) && steps >= 1 && steps <= MOST_STEPS ? steps : undefined,
  };
};

/** Parses "?contract=C-042&target=deal.npv&rows=price.CU&rowsLow=8000&rowsHigh=12000&rowsSteps=8&columns=terms.0.price.premium&job=0198c1". */
export const parseTableView = (search: string): TableView => {
  const query = new URLSearchParams(search);
  return {
    contract: ContractId.safeParse(query.get('contract')).data,
    target: parseKey(query.get('target')),
    year: parseYear(query.get('year')),
    rows: parseAxis(query, 'rows'),
    columns: parseAxis(query, 'columns'),
    ...figureOf(query),
    run: query.get('run')?.slice(0, 64),
    job: query.get('job')?.slice(0, 64),
  };
};

export const tableRoute = ({ rows, columns, ...view }: TableView): string => {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(view)) if (value !== undefined) query.set(key, addressText(value));
  for (const [name, axis] of [
    ['rows', rows],
    ['columns', columns],
  ] as const) {
    const { driver, low, high, steps } = axis;
    for (const [key, value] of [
      [name, driver],
      [`${name}Low`, low],
      [`${name}High`, high],
      [`${name}Steps`, steps],
    ] as const)
      if (value !== undefined) query.set(key, String(value));
  }
  return query.size === 0 ? '/sensitivity-table' : `/sensitivity-table?${query.toString()}`;
};
