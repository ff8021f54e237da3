import { deliverySchedule } from '#engine';
import { unique } from '#shared/collections.ts';
import type { ParsedInput } from '#shared/contract/contract.ts';
import type { PastedSchedule, ScheduleProblem, ScheduleYear } from '#shared/contract/contractSchedule.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { MONTHS_PER_YEAR, type Month, yearOf } from '#shared/domain/time.ts';
import { areItemsEqual } from '#shared/equality.ts';
import { sum } from '#shared/math.ts';
import { month as monthFigure } from '../portfolio/figures.ts';
import { readScheduleBlock, type ScheduleAmount, scheduleProblem } from './scheduleBlock.ts';

const MAX_SETS = 12;
const MAX_YEARS = 20;
/** Relative tolerance of shares, which spreadsheets round. */
const TOLERANCE = 1e-9;

/** A contract year: its months, and the current tonnes of each. */
type ContractYear = { readonly index: number; readonly from: Month; readonly to: Month; readonly before: readonly number[] };

/** Tonnes of a contract year: those of a whole year at the same rate, and the weights of its months; none = even. */
type YearPattern = { readonly annual: number; readonly weights: readonly number[] };

const contractYears = (contract: OfftakeContract): readonly ContractYear[] => {
  const { start, end } = contract;
  return Array.from({ length: Math.ceil((end - start + 1) / MONTHS_PER_YEAR) }, (_, index): ContractYear => {
    const from = start + index * MONTHS_PER_YEAR;
    const to = Math.min(end, from + MONTHS_PER_YEAR - 1);
    return { index, from, to, before: deliverySchedule(contract, from, to).map(({ nominal }) => nominal) };
  });
};

/** Share of a whole year's tonnes in its first `months` months. */
const firstMonthsShare = (weights: readonly number[], months: number): number => {
  const totalWeight = sum(weights);
  return totalWeight > 0 ? sum(weights.slice(0, months)) / totalWeight : months / MONTHS_PER_YEAR;
};

const monthTonnes = ({ annual, weights }: YearPattern, month: number): number => {
  const totalWeight = sum(weights);
  return totalWeight > 0 ? (annual * weights[month]!) / totalWeight : annual / MONTHS_PER_YEAR;
};

/** Whether tonnes by month have the given weights, whatever their sum. */
const hasWeights = (tonnes: readonly number[], weights: readonly number[]): boolean => {
  const part = firstMonthsShare(weights, tonnes.length);
  const total = sum(tonnes);
  if (part === 0) return total === 0;
  const pattern = { annual: total / part, weights };
  return tonnes.every((amount, month) => Math.abs(amount - monthTonnes(pattern, month)) <= TOLERANCE * total);
};

/** Finds the pattern of a year: even or that of the year before where the months follow it, else with weights of its own. */
const findPattern = (tonnes: readonly number[], earlierTonnes: readonly number[]): YearPattern => {
  const total = sum(tonnes);
  const pattern = [[], earlierTonnes].find((weights) => hasWeights(tonnes, weights));
  if (pattern) return { annual: total / firstMonthsShare(pattern, tonnes.length), weights: pattern };
  return { annual: total, weights: Array.from({ length: MONTHS_PER_YEAR }, (_, month) => tonnes[month] ?? 0) };
};

/** Tonnes by index of the contract year: of the year, or by month. */
type PastedTonnes = { readonly tonnes: ReadonlyMap<number, number | Map<Month, number>>; readonly problems: readonly ScheduleProblem[] };

/** Assigns the amounts of a block to contract years, with the problems of those that do not fit the contract. */
const assignToYears = (years: readonly ContractYear[], amounts: readonly ScheduleAmount[]): PastedTonnes => {
  const tonnes = new Map<number, number | Map<Month, number>>();
  const problems: ScheduleProblem[] = [];
  const span = { from: monthFigure(years[0]!.from), to: monthFigure(years.at(-1)!.to) };
  for (const { label, tonnes: amount, cell, content } of amounts) {
    const year = years.find(({ index, from, to }) =>
      'month' in label ? label.month >= from && label.month <= to : 'nth' in label ? index === label.nth : yearOf(from) === label.year,
    );
    if (year === undefined) {
      if (amount > 0) problems.push(scheduleProblem(cell, content, 'schedule.problem.outside', span));
      continue;
    }
    const assignedTonnes = tonnes.get(year.index);
    const isDuplicate =
      'month' in label ? typeof assignedTonnes === 'number' || assignedTonnes?.has(label.month) : assignedTonnes !== undefined;
    if (isDuplicate) {
      problems.push(scheduleProblem(cell, content, 'schedule.problem.twice'));
    } else if ('month' in label) {
      const months = assignedTonnes instanceof Map ? assignedTonnes : new Map<Month, number>();
      tonnes.set(year.index, months.set(label.month, amount));
    } else tonnes.set(year.index, amount);
  }
  for (const { index, from, to } of years) {
    const assignedTonnes = tonnes.get(index);
    if (!(assignedTonnes instanceof Map) || assignedTonnes.size === to - from + 1) continue;
    const missingMonths = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((month) => !assignedTonnes.has(month));
    problems.push(
      scheduleProblem('', '', 'schedule.problem.monthsMissing', { count: missingMonths.length, month: monthFigure(missingMonths[0]!) }),
    );
  }
  return { tonnes, problems };
};

/** Patterns of the contract years in order: of the pasted tonnes, else of the current ones. */
const yearPatterns = (contract: OfftakeContract, years: readonly ContractYear[], { tonnes }: PastedTonnes): readonly YearPattern[] => {
  const patterns: YearPattern[] = [];
  for (const { index, from, before } of years) {
    const { quantity } = termsAt(contract, from);
    const pastedYear = tonnes.get(index);
    if (pastedYear instanceof Map) {
      const months = before.map((_, month) => pastedYear.get(from + month) ?? 0);
      patterns.push(findPattern(months, patterns.at(-1)?.weights ?? quantity.monthWeights));
    } else {
      const total = pastedYear ?? sum(before);
      const part = firstMonthsShare(quantity.monthWeights, before.length);
      patterns.push({ annual: part > 0 ? total / part : 0, weights: quantity.monthWeights });
    }
  }
  return patterns;
};

/** Shares of the first years in the base; years at the end that equal the one before are left out, as the last share continues. */
const rampUpShares = (annual: readonly number[], base: number): readonly number[] => {
  const shares = annual.map((tonnes) => (base > 0 ? tonnes / base : 1));
  while (shares.length > 1 && Math.abs(shares.at(-1)! - shares.at(-2)!) <= TOLERANCE) shares.pop();
  return shares.length === 1 && shares[0] === 1 ? [] : shares;
};

/** Builds the sets of terms with these tonnes; a year with other month weights begins a set. */
const buildTerms = (contract: OfftakeContract, years: readonly ContractYear[], patterns: readonly YearPattern[]): readonly Terms[] => {
  const base = Math.max(...patterns.map(({ annual }) => annual));
  const rampUp = rampUpShares(
    patterns.map(({ annual }) => annual),
    base,
  );
  const changes = years.filter(({ index }) => index > 0 && !areItemsEqual(patterns[index]!.weights, patterns[index - 1]!.weights));
  // the first set applies from the start even where it begins later
  const currentStarts = contract.terms.map(({ from }, i) => (i === 0 ? Math.min(from, contract.start) : from));
  const starts = unique([...currentStarts, ...changes.map(({ from }) => from)]).sort((a, b) => a - b);
  return starts.map((from) => {
    const terms = termsAt(contract, from);
    const year = Math.max(0, Math.min(patterns.length - 1, Math.floor((from - contract.start) / MONTHS_PER_YEAR)));
    return { ...terms, from, quantity: { ...terms.quantity, tonnesPerYear: base, rampUp, monthWeights: patterns[year]!.weights } };
  });
};

const yearRows = (years: readonly ContractYear[], patterns: readonly YearPattern[], pastedTonnes: PastedTonnes): readonly ScheduleYear[] =>
  years.map(({ index, from, to, before }) => {
    const pattern = patterns[index]!;
    const newTonnes = before.map((_, month) => monthTonnes(pattern, month));
    return {
      from,
      to,
      before: sum(before),
      after: sum(newTonnes),
      isUnchanged: !pastedTonnes.tonnes.has(index),
      isUneven: !hasWeights(newTonnes, []),
    };
  });

/** Applies a pasted block to a contract's tonnes; returns the tonnes by contract year, and the new terms where there are no problems. */
export const pastedSchedule = ({ contract, block, unit, decimal }: ParsedInput<'contracts.schedule'>): PastedSchedule => {
  const readBlock = readScheduleBlock(block, { unit, decimal });
  const years = contractYears(contract);
  const pastedTonnes = assignToYears(years, readBlock.amounts);
  const patterns = yearPatterns(contract, years, pastedTonnes);
  const terms = buildTerms(contract, years, patterns);
  const limitProblems = [
    ...(terms.length > MAX_SETS ? [scheduleProblem('', '', 'schedule.problem.tooManyPatterns', { most: MAX_SETS })] : []),
    ...(terms.some(({ quantity }) => quantity.rampUp.length > MAX_YEARS)
      ? [scheduleProblem('', '', 'schedule.problem.tooManyYears', { most: MAX_YEARS })]
      : []),
  ];
  const problems = [...readBlock.problems, ...pastedTonnes.problems, ...limitProblems];
  const isEmpty = readBlock.amounts.length === 0;
  return {
    unit: readBlock.unit,
    decimal: readBlock.decimal,
    by: readBlock.by,
    years: isEmpty ? [] : yearRows(years, patterns, pastedTonnes),
    problems,
    ...(problems.length > 0 || isEmpty ? {} : { terms: [...terms] }),
  };
};
