import type { CompareRow } from '#shared/contract/compare.ts';
import type { Explanation, Figure, FigureUnit, Message } from '#shared/contract/figure.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { lazy } from '#shared/memoize.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { contractRevenue } from '../portfolio/contractValues.ts';
import { explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { withExplanation } from '../portfolio/figures.ts';
import { contractCode } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** A plan in one year, or over the whole plan where `year` is undefined. */
export type Scope = { readonly book: Workbook; readonly plan: ValuedPlan; readonly year: Year | undefined };

/** A number with its explained figure; undefined where there is nothing to measure. */
export type MeasuredValue = { readonly value: number; readonly figure: Figure } | undefined;

/** A number whose figure is made when it is read: charts read the numbers of many years alone. */
export const measuredValue = (value: number, makeFigure: () => Figure): NonNullable<MeasuredValue> => {
  const readFigure = lazy(makeFigure);
  return {
    value,
    get figure() {
      return readFigure();
    },
  };
};

export type Measure = {
  readonly key: string;
  readonly group: CompareRow['group'];
  readonly label: Message;
  readonly better: 'more' | 'less';
  readonly of: (scope: Scope) => MeasuredValue;
  /** Unit and decimals of the difference of two values; shares differ by percentage points. */
  readonly unit: FigureUnit;
  readonly decimals: number;
  /** Whether it is always measured over the whole plan, also in the scope of a year. */
  readonly coversWholePlan?: true;
};

/** Returns the identity of a measure of a plan in the scope. */
export const identifyInScope = ({ book, plan, year }: Scope, measure: FigureMeasure, subject?: string) =>
  identifyInPlan(book, plan, measure, { ...(year === undefined ? {} : { period: year }), ...(subject === undefined ? {} : { subject }) });

/** A line of an explanation: of a contract, which is named by its code, or with a text; `route` is the page of the record that it names. */
export type Line =
  | { readonly contractId: ContractId; readonly amount: number }
  | { readonly label: Message; readonly amount: number; readonly detail?: Message; readonly route?: string };

export const nameMessage = (name: string): Message => message('line.member', { name });

/** The amount of a yearly series in the scope: of one year, or the sum of all. */
export const amountInScope = (series: readonly number[], years: readonly Year[], year: Year | undefined): number =>
  year === undefined ? sum(series) : (series[years.indexOf(year)] ?? 0);

export const explainByLines = (
  book: Workbook,
  figure: Figure,
  lines: readonly Line[],
  formula: MessageKey,
  label: Message,
  sources: Explanation['sources'] = [],
): Figure =>
  withExplanation(
    figure,
    explanationByItem(
      lines,
      ({ amount }) => amount,
      (line) => ('contractId' in line ? { label: nameMessage(contractCode(book, line.contractId)) } : line),
      Number(figure.value),
      { title: label, formula: message(formula), unit: figure.unit, decimals: figure.decimals, sources },
    ),
  );

/** Differences of at least this share of the largest count as the largest. */
const LARGEST_SHARE = 0.995;

/** The first year in which the contract revenues of the plans differ most; the workbook's year where they do not differ. */
export function* yearOfLargestDifference(book: Workbook, plans: readonly ValuedPlan[]): Steps<Year> {
  const years = plans[0]?.value.years ?? [];
  const differences: number[] = [];
  for (const year of years) {
    const revenue: number[] = [];
    for (const plan of plans) {
      revenue.push(contractRevenue(plan, year));
      yield;
    }
    differences.push(Math.max(...revenue) - Math.min(...revenue));
  }
  const largestDifference = Math.max(0, ...differences);
  return largestDifference === 0 ? book.year : years[differences.findIndex((value) => value >= largestDifference * LARGEST_SHARE)]!;
}
