import { deliverySchedule } from '#engine';
import type { ParsedInput } from '#shared/contract/contract.ts';
import type { PastedSchedule, ScheduleProblem, ScheduleYear } from '#shared/contract/contractSchedule.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { formatMonth } from '#shared/units/format.ts';
import { readScheduleBlock, type ScheduleAmount, scheduleProblem } from './scheduleBlock.ts';

const MONTHS_A_YEAR = 12;
const MOST_SETS = 12;
const MOST_YEARS = 20;
/** Shares that a spreadsheet rounds are the same share. */
const SAME = 1e-9;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A contract year: its months, and the tonnes of each as they are now. */
type Year = { readonly index: number; readonly from: Month; readonly to: Month; readonly before: readonly number[] };

/** What a contract year takes: tonnes that a whole year of the same pace would have, and the weights of its months; none = even. */
type Pace = { readonly annual: number; readonly weights: readonly number[] };

const yearsOf = (contract: OfftakeContract): readonly Year[] => {
  const { start, end } = contract;
  return Array.from({ length: Math.ceil((end - start + 1) / MONTHS_A_YEAR) }, (_, index): Year => {
    const from = start + index * MONTHS_A_YEAR;
    const to = Math.min(end, from + MONTHS_A_YEAR - 1);
    return { index, from, to, before: deliverySchedule(contract, from, to).map(({ nominal }) => nominal) };
  });
};

/** Share of a whole year's tonnes that the first `months` months have. */
const shareOf = (weights: readonly number[], months: number): number => {
  const all = sum(weights);
  return all > 0 ? sum(weights.slice(0, months)) / all : months / MONTHS_A_YEAR;
};

const monthTonnes = ({ annual, weights }: Pace, month: number): number => {
  const all = sum(weights);
  return all > 0 ? (annual * weights[month]!) / all : annual / MONTHS_A_YEAR;
};

/** The months are as this pattern has them, whatever they add up to. */
const follows = (tonnes: readonly number[], weights: readonly number[]): boolean => {
  const part = shareOf(weights, tonnes.length);
  const total = sum(tonnes);
  if (part === 0) return total === 0;
  const pace = { annual: total / part, weights };
  return tonnes.every((each, month) => Math.abs(each - monthTonnes(pace, month)) <= SAME * total);
};

/** A year of these months: evenly or as the year before where they follow it, else with weights of its own. */
const paceOf = (tonnes: readonly number[], earlier: readonly number[]): Pace => {
  const total = sum(tonnes);
  const known = [[], earlier].find((weights) => follows(tonnes, weights));
  if (known) return { annual: total / shareOf(known, tonnes.length), weights: known };
  return { annual: total, weights: Array.from({ length: MONTHS_A_YEAR }, (_, month) => tonnes[month] ?? 0) };
};

type Given = { readonly tonnes: ReadonlyMap<number, number | Map<Month, number>>; readonly problems: readonly ScheduleProblem[] };

/** The tonnes of each contract year that the block speaks of, and what of it does not fit the contract. */
const givenFor = (years: readonly Year[], amounts: readonly ScheduleAmount[]): Given => {
  const tonnes = new Map<number, number | Map<Month, number>>();
  const problems: ScheduleProblem[] = [];
  const span = { from: formatMonth(years[0]!.from), to: formatMonth(years.at(-1)!.to) };
  for (const { label, tonnes: amount, cell, said } of amounts) {
    const year = years.find(({ index, from, to }) =>
      'month' in label ? label.month >= from && label.month <= to : 'nth' in label ? index === label.nth : yearOf(from) === label.year,
    );
    if (year === undefined) {
      if (amount > 0) problems.push(scheduleProblem(cell, said, 'schedule.problem.outside', span));
      continue;
    }
    const held = tonnes.get(year.index);
    const twice = 'month' in label ? typeof held === 'number' || held?.has(label.month) : held !== undefined;
    if (twice) {
      problems.push(scheduleProblem(cell, said, 'schedule.problem.twice'));
    } else if ('month' in label) {
      const months = held instanceof Map ? held : new Map<Month, number>();
      tonnes.set(year.index, months.set(label.month, amount));
    } else tonnes.set(year.index, amount);
  }
  for (const { index, from, to } of years) {
    const held = tonnes.get(index);
    if (!(held instanceof Map) || held.size === to - from + 1) continue;
    const missing = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((month) => !held.has(month));
    problems.push(scheduleProblem('', '', 'schedule.problem.monthsMissing', { count: missing.length, month: formatMonth(missing[0]!) }));
  }
  return { tonnes, problems };
};

/** What each contract year takes, in order: as the block says, else as it was. */
const pacesOf = (contract: OfftakeContract, years: readonly Year[], { tonnes }: Given): readonly Pace[] => {
  const paces: Pace[] = [];
  for (const { index, from, before } of years) {
    const { quantity } = termsAt(contract, from);
    const given = tonnes.get(index);
    if (given instanceof Map) {
      const months = before.map((_, month) => given.get(from + month) ?? 0);
      paces.push(paceOf(months, paces.at(-1)?.weights ?? quantity.monthWeights));
    } else {
      const total = given ?? sum(before);
      const part = shareOf(quantity.monthWeights, before.length);
      paces.push({ annual: part > 0 ? total / part : 0, weights: quantity.monthWeights });
    }
  }
  return paces;
};

const sameWeights = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((weight, i) => weight === b[i]);

/** Without the years at its end that are as the one before them: the last share holds on. */
const rampOf = (annual: readonly number[], base: number): readonly number[] => {
  const shares = annual.map((tonnes) => (base > 0 ? tonnes / base : 1));
  while (shares.length > 1 && Math.abs(shares.at(-1)! - shares.at(-2)!) <= SAME) shares.pop();
  return shares.length === 1 && shares[0] === 1 ? [] : shares;
};

/** The sets of terms with these tonnes: one more where the months of a year fall differently. */
const termsWith = (contract: OfftakeContract, years: readonly Year[], paces: readonly Pace[]): readonly Terms[] => {
  const base = Math.max(...paces.map(({ annual }) => annual));
  const rampUp = rampOf(
    paces.map(({ annual }) => annual),
    base,
  );
  const turns = years.filter(({ index }) => index > 0 && !sameWeights(paces[index]!.weights, paces[index - 1]!.weights));
  // a first set that begins later holds from the start all the same
  const agreed = contract.terms.map(({ from }, i) => (i === 0 ? Math.min(from, contract.start) : from));
  const starts = [...new Set([...agreed, ...turns.map(({ from }) => from)])].sort((a, b) => a - b);
  return starts.map((from) => {
    const terms = termsAt(contract, from);
    const year = Math.max(0, Math.min(paces.length - 1, Math.floor((from - contract.start) / MONTHS_A_YEAR)));
    return { ...terms, from, quantity: { ...terms.quantity, tonnesPerYear: base, rampUp, monthWeights: paces[year]!.weights } };
  });
};

const yearLines = (years: readonly Year[], paces: readonly Pace[], given: Given): readonly ScheduleYear[] =>
  years.map(({ index, from, to, before }) => {
    const pace = paces[index]!;
    const after = before.map((_, month) => monthTonnes(pace, month));
    return {
      from,
      to,
      before: sum(before),
      after: sum(after),
      kept: !given.tonnes.has(index),
      uneven: !follows(after, []),
    };
  });

/** What a pasted block makes of a contract's tonnes, year by year, and the terms that say so. */
export const pastedSchedule = ({ contract, block, unit, decimal }: ParsedInput<'contracts.schedule'>): PastedSchedule => {
  const read = readScheduleBlock(block, { unit, decimal });
  const years = yearsOf(contract);
  const given = givenFor(years, read.amounts);
  const paces = pacesOf(contract, years, given);
  const terms = termsWith(contract, years, paces);
  const whole = [
    ...(terms.length > MOST_SETS ? [scheduleProblem('', '', 'schedule.problem.tooManyPatterns', { most: MOST_SETS })] : []),
    ...(terms.some(({ quantity }) => quantity.rampUp.length > MOST_YEARS)
      ? [scheduleProblem('', '', 'schedule.problem.tooManyYears', { most: MOST_YEARS })]
      : []),
  ];
  const problems = [...read.problems, ...given.problems, ...whole];
  const nothing = read.amounts.length === 0;
  return {
    unit: read.unit,
    decimal: read.decimal,
    by: read.by,
    years: nothing ? [] : yearLines(years, paces, given),
    problems,
    ...(problems.length > 0 || nothing ? {} : { terms: [...terms] }),
  };
};
