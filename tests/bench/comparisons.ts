import { quantile, xirr, xnpv } from '#engine';
import { dateOfMonth, monthOf } from '#shared/domain/time.ts';
import { numpyValuation, VALUATION_OF, valuation } from './numpyValuation.ts';
import { loadPeer, peerVersion } from './peerPackages.ts';

export type Peer = {
  readonly name: string;
  /** Undefined if the peer is not on this machine. */
  readonly version: string | undefined;
  readonly run: () => number;
  /** For a peer in a process of its own: measures the milliseconds of one repetition itself. */
  readonly process?: { readonly measure: (repeats: number) => number };
};

/** One piece of work, in Orebook and in packages that people use for it. All return the same number within the relative `tolerance`. */
export type Comparison = {
  readonly work: string;
  readonly ours: () => number;
  readonly peers: readonly Peer[];
  readonly tolerance: number;
};

const MONTHS = 240;
const OUTCOMES = 20_000;
const START = monthOf(2027, 1);
const RATE = 0.1;

/** Twenty years of a mine: an outlay, then a monthly payment that swings and grows. */
const flows = Array.from({ length: MONTHS + 1 }, (_, i) => ({
  date: dateOfMonth(START + i),
  amount: i === 0 ? -100e6 : 1e6 + 2e5 * Math.sin(i / 7) + 2000 * i,
}));
// the peers' inputs are made before the clock starts; Orebook parses and checks its dates within the time measured
const amounts = flows.map(({ amount }) => amount);
const dates = flows.map(({ date }) => new Date(`${date}T00:00:00Z`));
const datedAmounts = flows.map(({ amount }, i) => ({ amount, when: dates[i]! }));

/** Unsorted outcomes of simulated paths: an even sequence over 0..1, transformed to a skewed distribution. */
const outcomes = Array.from({ length: OUTCOMES }, (_, i) => Math.exp(2 * ((i * 0.618_033_988_749_895) % 1)) * 1e8);

const requireNumber = (answer: unknown): number => {
  if (typeof answer !== 'number') throw new Error(`a peer returned ${String(answer)}`);
  return answer;
};

/** Returns all comparisons. Throws if the peer packages are not installed. */
export const loadComparisons = (): readonly Comparison[] => {
  const { PERCENTILEINC, XIRR, XNPV } = loadPeer('@formulajs/formulajs');
  const { median } = loadPeer('simple-statistics');
  const peerXirr = loadPeer('xirr');
  const formulajs = (run: () => unknown): Peer => ({
    name: '@formulajs/formulajs',
    version: peerVersion('@formulajs/formulajs'),
    run: () => requireNumber(run()),
  });
  const numpy = numpyValuation(1);
  return [
    {
      // Orebook also stores every delivery, invoice and take-or-pay year; numpy computes the one number
      work: VALUATION_OF,
      ours: valuation,
      peers: [
        {
          name: 'numpy',
          version: numpy?.version,
          run: () => numpy?.answer ?? Number.NaN,
          process: { measure: (repeats) => numpyValuation(repeats)?.ms ?? Number.NaN },
        },
      ],
      tolerance: 1e-9,
    },
    {
      work: `XNPV of ${MONTHS} monthly payments`,
      ours: () => xnpv(RATE, flows),
      peers: [formulajs(() => XNPV(RATE, amounts, dates))],
      tolerance: 1e-12,
    },
    {
      // Orebook finds every rate or reports that there are several; the peers follow one guess
      work: `XIRR of ${MONTHS} monthly payments`,
      ours: () => xirr(flows),
      peers: [
        formulajs(() => XIRR(amounts, dates, RATE)),
        { name: 'xirr', version: peerVersion('xirr'), run: () => peerXirr(datedAmounts) },
      ],
      tolerance: 1e-8,
    },
    {
      work: `5 % quantile (type 7) of ${OUTCOMES} outcomes`,
      ours: () => quantile(outcomes, 0.05),
      peers: [formulajs(() => PERCENTILEINC(outcomes, 0.05))],
      tolerance: 1e-12,
    },
    {
      // other quantiles of this peer are of another type and differ
      work: `median of ${OUTCOMES} outcomes`,
      ours: () => quantile(outcomes, 0.5),
      peers: [{ name: 'simple-statistics', version: peerVersion('simple-statistics'), run: () => median(outcomes) }],
      tolerance: 1e-12,
    },
  ];
};

export const isAvailable = ({ version }: Peer): boolean => version !== undefined;

/** Whether a peer returns the same number as Orebook. */
export const agrees = ({ ours, tolerance }: Comparison, { run }: Peer): boolean => {
  const ownTime = ours();
  return Math.abs(run() - ownTime) <= tolerance * Math.abs(ownTime);
};
