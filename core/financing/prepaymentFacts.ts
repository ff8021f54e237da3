import { allInCostWithPrice } from '#engine';
import type { LinesChart } from '#shared/contract/charts.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { BalanceMonth, PrepaymentEvent } from '#shared/contract/financingWorkbench.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { identityOfPart } from '../portfolio/figureIdentity.ts';
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

/** Charts the balance by month as planned, and with an event or in a scenario. */
export const balanceChart = (
  plannedPath: PrepaymentPath,
  eventPath: NamedPath,
  { valuationMonth, lastMonth, eventMonth }: Span & { readonly eventMonth: Month },
  identity: FigureIdentity,
): LinesChart => {
  const points = ({ rows }: PrepaymentPath) =>
    rows.flatMap(({ month, closing }) => (valuationMonth + month > lastMonth ? [] : [{ x: valuationMonth + month, y: closing + 0 }]));
  const isEvent = eventPath.id !== 'planned';
  return {
    kind: 'lines',
    title: message('financing.workbench.balance'),
    summary: message('financing.workbench.balance.summary'),
    unit: 'usd',
    decimals: 1,
    xKind: 'month',
    series: [
      {
        label: message('financing.workbench.balance.planned'),
        role: 'ink',
        style: 'solid',
        points: points(plannedPath),
        identity,
        endLabel: true,
      },
      ...(isEvent
        ? [
            {
              label: eventPath.label,
              role: 'accent' as const,
              style: 'dashed' as const,
              points: points(eventPath.path),
              identity: identityOfPart(identity, `${eventPath.id} ${eventPath.month ?? ''}`),
              endLabel: true,
            },
          ]
        : []),
    ],
    ...(isEvent &&
      eventPath.month !== undefined && {
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
  contractCount: number,
  { valuationMonth, firstMonth, lastMonth }: Span & { readonly firstMonth: Month },
): readonly BalanceMonth[] => {
  let firstUnsettled = 1;
  return rows.flatMap((row): BalanceMonth[] => {
    const { month, setOff } = row;
    const calendarMonth = valuationMonth + month;
    const paidByContract = Array.from({ length: contractCount }, (_, c) => payments[c]?.[month - 1] ?? 0);
    // what is set off falls on the payments since the last set-off, in proportion to them
    const settledPayments = Array.from({ length: contractCount }, (_, c) =>
      Math.max(
        0,
        sumBy((payments[c] ?? []).slice(firstUnsettled - 1, month), (amount) => amount),
      ),
    );
    const total = sumBy(settledPayments, (amount) => amount);
    if (setOff > 0) firstUnsettled = month + 1;
    if (calendarMonth < firstMonth || calendarMonth > lastMonth) return [];
    return [
      {
        month: calendarMonth,
        opening: row.opening,
        draw: row.draw,
        interest: row.interest,
        payments: paidByContract,
        setOff: settledPayments.map((amount) => (total > 0 ? (setOff * amount) / total : 0)),
        dueInCash: row.recourse,
        lapsed: row.lapsed,
        closing: row.closing,
      },
    ];
  });
};

/** Sums up a prepayment in an event or scenario. */
export const eventFacts = ({ id, label, path, owed, month }: NamedPath, facility: Facility, valuationMonth: Month): PrepaymentEvent => {
  const { rows, flows, concession } = path;
  const lapsedUsd = sumBy(rows, (row) => row.lapsed);
  const isRepaid = lapsedUsd <= UNPAID_SHARE * facility.commitment;
  const lastMonthWithBalance = rows.findLast(({ opening }) => opening > 0)?.month;
  const balanceBefore = month === undefined ? undefined : rows.find((row) => valuationMonth + row.month === month)?.opening;
  return {
    id,
    label,
    ...(balanceBefore !== undefined && { balance: balanceBefore }),
    ...(owed !== undefined && { owed }),
    setOff: sumBy(rows, (row) => row.setOff),
    interest: sumBy(rows, (row) => row.interest),
    dueInCash: sumBy(rows, (row) => row.recourse),
    lapsed: lapsedUsd,
    allInCost: isRepaid ? allInCostWithPrice(flows, concession, valuationMonth) : null,
    isRepaid,
    isBelowZero: sum(flows) + sum(concession) < 0,
    ...(lastMonthWithBalance !== undefined && { repaidBy: valuationMonth + lastMonthWithBalance }),
  };
};
