import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { clauseValues, explainNetPrice, type Market, type Portfolio, type PriceProcess, valuePortfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import { daysToMonths } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { entry, market, month, offtake, portfolio, product, type TermsGiven, terms } from '../helpers/engine/plans.ts';
import { openServices } from '../helpers/services.ts';
import { measureRuns, median, report } from './medians.ts';

const MONTHS = 120;
const RUNS = 9;
const WARM_UP_RUNS = 2;
const SIZES = [1, 10, 100, 200, 1000, 10_000] as const;

/** Ten-year contracts that differ in tonnes, floor and quotational period; a quarter of them with a choice of period. */
const makeTerms = (i: number): TermsGiven => {
  const alternatives = (i % 4 === 0 ? [1, 3] : [i % 4]).map((offset) => ({ offset, length: 1 + (i % 3), from: 'shipment' as const }));
  return {
    quantity: { tonnesPerYear: 12_000 + 10 * (i % 600), takeOrPayShare: 0.8, tolerance: 0.1, toleranceOption: 'buyer' },
    quotation: { alternatives, ...(alternatives.length > 1 ? { holder: 'buyer' as const, declarationMonths: 0 } : {}) },
    payment: { paymentMonths: 1 },
    collar: { level: i % 2 === 0 ? 'reference' : 'blend', floor: 80 + (i % 20), cap: 140 },
  };
};

const makePlan = (count: number): Portfolio => {
  const deals = Array.from({ length: count }, (_, i) => makeTerms(i));
  const tonnes = sum(deals.map(({ quantity }) => quantity!.tonnesPerYear!)) / 12;
  return portfolio(
    deals.map((deal, i) =>
      entry(offtake({ id: `C-${String(i).padStart(5, '0')}` as ContractId, end: month(MONTHS), terms: [terms(deal)] })),
    ),
    { lastMonth: month(MONTHS), products: [product({ production: Array.from({ length: MONTHS }, () => tonnes) })] },
  );
};

const priceAt = (t: number): number => 100 + 25 * Math.sin(t / 9);
const DECK: Market = market({ iron: priceAt }, month(MONTHS));

/** Values the same contracts in numpy: the total alone. Returns the line to print. */
const describeNumpy = (plan: Portfolio): string => {
  const sets = plan.contracts.map(({ contract }) => contract.terms[0]!);
  const periods = sets.map(({ quotation }) => quotation.alternatives);
  const days = daysToMonths(plan.valuationDate);
  const input = {
    months: MONTHS,
    rate: plan.discountRate,
    share: sets[0]!.payment.provisionalShare,
    cap: sets[0]!.collar!.cap,
    tonnes: sets.map(({ quantity }) => quantity.tonnesPerYear / 12),
    floors: sets.map(({ collar }) => collar!.floor),
    lengths: periods.map(([first]) => first!.length),
    offsets: periods.map((of) => [of[0]!.offset, of.at(-1)!.offset]),
    prices: Array.from({ length: MONTHS + 6 }, (_, i) => priceAt(i + 1)),
    days: Array.from({ length: MONTHS + 8 }, (_, i) => days(month(i + 1))),
    repeats: RUNS,
  };
  const script = fileURLToPath(new URL('./peers/tenYears.py', import.meta.url));
  const { status, stdout } = spawnSync('python3', [script], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 24 });
  const answer = status === 0 ? JSON.parse(stdout) : { absent: 'numpy' };
  if ('absent' in answer) return 'numpy is not installed, so it is not compared';
  const ours = sum(valuePortfolio(plan, DECK).contracts.map(({ npv }) => npv));
  const difference = Math.abs(answer.answer - ours) / ours;
  return `  numpy ${answer.version}, the total alone: ${answer.ms.toFixed(2)} ms; relative difference ${difference.toExponential(0)}`;
};
const PROCESSES: Readonly<Record<string, PriceProcess>> = { iron: { kind: 'price', volatility: 0.33, meanReversion: 0 } };

/** One keystroke in the sample mine: the calls that the core computes for it. */
const keystrokes = async (): Promise<void> => {
  const services = await openServices();
  try {
    const { contract } = await services.ask('contracts.get', { id: 'C-042' as ContractId });
    const [first, ...laterTerms] = contract.terms;
    let floor = 9000;
    for (const call of ['contracts.preview', 'contracts.effect', 'contracts.clauses'] as const) {
      const keystroke = () => {
        floor += 1;
        return services.ask(call, {
          contract: { ...contract, terms: [{ ...first!, collar: { ...first!.collar!, floor } }, ...laterTerms] },
        });
      };
      report(`one keystroke, ${call}`, await measureRuns(15, 3, keystroke), 'ms', 'sample mine, output parsed');
    }
  } finally {
    await services.close();
  }
};

/** Measures ten-year contracts: valuation by size of plan, explanations, clause values, and one keystroke. */
export const benchValuation = async (): Promise<void> => {
  for (const size of SIZES) {
    const plan = makePlan(size);
    const durations = await measureRuns(size > 1000 ? 5 : RUNS, WARM_UP_RUNS, () => valuePortfolio(plan, DECK));
    report(`${size} contracts of ten years`, durations, 'ms', `${Math.round((size / median(durations)) * 1000)} per second`);
    if (size >= 200) console.log(describeNumpy(plan));
  }
  const plan = makePlan(100);
  const value = valuePortfolio(plan, DECK);
  const lines = await measureRuns(RUNS, WARM_UP_RUNS, () => {
    for (const { contractId, months } of value.contracts.slice(0, 10))
      for (const { month: at } of months) explainNetPrice(plan, contractId, DECK, at);
  });
  report('explanations of 10 contracts, every month', lines, 'ms', `${Math.round((10 / median(lines)) * 1000)} contracts per second`);
  const clauses = await measureRuns(RUNS, WARM_UP_RUNS, () =>
    value.contracts.map((contractValue) => clauseValues(plan, contractValue, DECK, PROCESSES)),
  );
  const clauseCount = value.contracts
    .map((contractValue) => clauseValues(plan, contractValue, DECK, PROCESSES).clauses.length)
    .reduce((total, clauseCount) => total + clauseCount, 0);
  report('clause values of 100 contracts', clauses, 'ms', `${Math.round((clauseCount / median(clauses)) * 1000)} clauses per second`);
  await keystrokes();
};
