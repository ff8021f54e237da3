import { PERCENTILEINC, XIRR, XNPV } from '@formulajs/formulajs';
import { median } from 'simple-statistics';
import peerXirr from 'xirr';
import { quantile, xirr, xnpv } from '#engine';
import { dateOfMonth, monthOf } from '#shared/domain/time.ts';
import { numpyValuation, VALUATION_OF, valuation } from './valuation.ts';

export type Peer = {
  readonly name: string;
  readonly run: () => number;
  /** A peer that is no package of ours: its version, undefined where it is absent, and how it times itself. */
  readonly outside?: { readonly version: string | undefined; readonly timed: (repeats: number) => number } | undefined;
};

/** One piece of work: ours, and the same in packages that people use for it. All answer the same number, to `tolerance` of it. */
export type Work = {
  readonly work: string;
  readonly ours: () => number;
  readonly peers: readonly Peer[];
  readonly tolerance: number;
};

const MONTHS = 240;
const OUTCOMES = 20_000;
const START = monthOf(2027, 1);
const RATE = 0.1;

/** Twenty years of a mine: an outlay, then a payment a month that swings and grows. */
const flows = Array.from({ length: MONTHS + 1 }, (_, i) => ({
  date: dateOfMonth(START + i),
  amount: i === 0 ? -100e6 : 1e6 + 2e5 * Math.sin(i / 7) + 2000 * i,
}));
// what the peers take, made before the clock starts; ours reads and checks its dates as text, within its time
const amounts = flows.map(({ amount }) => amount);
const dates = flows.map(({ date }) => new Date(`${date}T00:00:00Z`));
const whens = flows.map(({ amount }, i) => ({ amount, when: dates[i]! }));

/** Outcomes of simulated paths in no order: a sequence that fills 0..1 evenly, bent to a skewed shape. */
const outcomes = Array.from({ length: OUTCOMES }, (_, i) => Math.exp(2 * ((i * 0.618_033_988_749_895) % 1)) * 1e8);

const number = (answer: unknown): number => {
  if (typeof answer !== 'number') throw new Error(`a peer answered ${String(answer)}`);
  return answer;
};

const numpy = numpyValuation(1);

export const WORKS: readonly Work[] = [
  {
    // ours also keeps every delivery, invoice and take-or-pay year for the page; numpy makes the one number
    work: VALUATION_OF,
    ours: valuation,
    peers: [
      {
        name: 'numpy',
        run: () => numpy?.answer ?? Number.NaN,
        outside: { version: numpy?.version, timed: (repeats) => numpyValuation(repeats)?.ms ?? Number.NaN },
      },
    ],
    tolerance: 1e-9,
  },
  {
    work: `XNPV of ${MONTHS} monthly payments`,
    ours: () => xnpv(RATE, flows),
    peers: [{ name: '@formulajs/formulajs', run: () => number(XNPV(RATE, amounts, dates)) }],
    tolerance: 1e-12,
  },
  {
    // ours finds every rate, or says that there are several; the peers follow one guess
    work: `XIRR of ${MONTHS} monthly payments`,
    ours: () => xirr(flows),
    peers: [
      { name: '@formulajs/formulajs', run: () => number(XIRR(amounts, dates, RATE)) },
      { name: 'xirr', run: () => peerXirr(whens) },
    ],
    tolerance: 1e-8,
  },
  {
    work: `5 % quantile (type 7) of ${OUTCOMES} outcomes`,
    ours: () => quantile(outcomes, 0.05),
    peers: [{ name: '@formulajs/formulajs', run: () => number(PERCENTILEINC(outcomes, 0.05)) }],
    tolerance: 1e-12,
  },
  {
    // away from the median the peer's quantile is of another type and would be another number
    work: `median of ${OUTCOMES} outcomes`,
    ours: () => quantile(outcomes, 0.5),
    peers: [{ name: 'simple-statistics', run: () => median(outcomes) }],
    tolerance: 1e-12,
  },
];

/** Whether a peer is on this machine. */
export const isThere = ({ outside }: Peer): boolean => outside === undefined || outside.version !== undefined;

/** Whether a peer answers what we do. */
export const agrees = ({ ours, tolerance }: Work, { run }: Peer): boolean => {
  const own = ours();
  return Math.abs(run() - own) <= tolerance * Math.abs(own);
};
