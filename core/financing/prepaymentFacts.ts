import { allInCostWithPrice } from '#engine';
import type { LinesChart } from '#shared/contract/charts.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { BalanceMonth, PrepaymentEvent } from '#shared/contract/financingWorkbench.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { UNPAID_SHARE } from './facilityCosts.ts';
import type { PrepaymentPath } from './prepaymentEvents.ts';

/** An outcome of a prepayment. */
export type NamedPath = {
  readonly id: string;
  readonly label: Label;
  readonly path: PrepaymentPath;
  /** What the buyer owes in the month of an event. */
  readonly owed?: number;
  readonly month?: Month;
};

type Span = { readonly valuationMonth: Month; readonly lastMonth: Month };

/** The balance by month of the planned path, and of another one, which leaves it at an event. */
export const balanceChart = (
  planned: PrepaymentPath,
  other: NamedPath,
  { valuationMonth, lastMonth, eventMonth }: Span & { readonly eventMonth: Month },
): LinesChart => {
  const points = ({ rows }: PrepaymentPath) =>
    rows.flatMap(({ month, closing }) => (valuationMonth + month > lastMonth ? [] : [{ x: valuationMonth + month, y: closing + 0 }]));
  const isOther = other.id !== 'planned';
  return {
    kind: 'lines',
    title: message('financing.workbench.balance'),
    summary: message('financing.workbench.balance.summary'),
    unit: 'usd',
    decimals: 1,
    xKind: 'month',
    series: [
      { label: message('financing.workbench.balance.planned'), role: 'ink', style: 'solid', points: points(planned), endLabel: true },
      ...(isOther
        ? [{ label: other.label, role: 'accent' as const, style: 'dashed' as const, points: points(other.path), endLabel: true }]
        : []),
    ],
    ...(isOther &&
      other.month !== undefined && {
        marks: [
          {
            axis: 'x' as const,
            value: eventMonth,
            label: message('financing.workbench.eventMark'),
            role: 'context' as const,
            style: 'dotted' as const,
          },
        ],
      }),
    axis: { min: 0 },
  };
};

/** The months of a prepayment from its first draw to its maturity, with what is set off against each linked contract. */
export const balanceMonths = (
  { rows, payments }: PrepaymentPath,
  contracts: number,
  { valuationMonth, firstMonth, lastMonth }: Span & { readonly firstMonth: Month },
): readonly BalanceMonth[] => {
  let since = 1;
  return rows.flatMap((row): BalanceMonth[] => {
    const { month, setOff } = row;
    const calendar = valuationMonth + month;
    const paid = Array.from({ length: contracts }, (_, c) => payments[c]?.[month - 1] ?? 0);
    // what is set off falls on the payments since the last set-off, in proportion to them
    const counted = Array.from({ length: contracts }, (_, c) =>
      Math.max(
        0,
        sumBy((payments[c] ?? []).slice(since - 1, month), (amount) => amount),
      ),
    );
    const total = sumBy(counted, (amount) => amount);
    if (setOff > 0) since = month + 1;
    if (calendar < firstMonth || calendar > lastMonth) return [];
    return [
      {
        month: calendar,
        opening: row.opening,
        draw: row.draw,
        interest: row.interest,
        payments: paid,
        setOff: counted.map((amount) => (total > 0 ? (setOff * amount) / total : 0)),
        dueInCash: row.recourse,
        lapsed: row.lapsed,
        closing: row.closing,
      },
    ];
  });
};

/** What becomes of a prepayment on a path. */
export const eventFacts = ({ id, label, path, owed, month }: NamedPath, facility: Facility, valuationMonth: Month): PrepaymentEvent => {
  const { rows, flows, concession } = path;
  const lapsed = sumBy(rows, (row) => row.lapsed);
  const isRepaid = lapsed <= UNPAID_SHARE * facility.commitment;
  const last = rows.findLast(({ opening }) => opening > 0)?.month;
  const before = month === undefined ? undefined : rows.find((row) => valuationMonth + row.month === month)?.opening;
  return {
    id,
    label,
    ...(before !== undefined && { balance: before }),
    ...(owed !== undefined && { owed }),
    setOff: sumBy(rows, (row) => row.setOff),
    interest: sumBy(rows, (row) => row.interest),
    dueInCash: sumBy(rows, (row) => row.recourse),
    lapsed,
    allInCost: isRepaid ? allInCostWithPrice(flows, concession, valuationMonth) : null,
    isRepaid,
    isBelowZero: sum(flows) + sum(concession) < 0,
    ...(last !== undefined && { repaidBy: valuationMonth + last }),
  };
};
