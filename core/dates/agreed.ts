import type { DateGroup, DateKind } from '#shared/contract/dates.ts';
import type { Message } from '#shared/contract/figure.ts';
import { isCommitted, type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { IsoDate, Month } from '#shared/domain/time.ts';
import { endOfMonth, monthOfDate, startOfMonth } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { formatMonth, formatPercent } from '#shared/units/format.ts';
import { kdmtWords } from './words.ts';

/** A date that a contract holds: by which term, and what it moves. */
export type ContractDated = {
  /** Beside the kind: the same thing keeps it when its date moves. */
  readonly own: string;
  readonly kind: DateKind;
  readonly group: DateGroup;
  readonly date: IsoDate;
  /** Its day has passed, and nothing in the workspace says that it was dealt with. */
  readonly overdue: boolean;
  readonly detail?: Message | undefined;
  /** The field of the contract. */
  readonly field: string;
  /** USD, where a figure goes with it that no valuation is needed for. */
  readonly amount?: number | undefined;
};

const MONTHS_A_YEAR = 12;

/** Kinds of a person's own list that ask for nothing once their day has come. */
const PASSES = new Set<DateKind>(['firstShipment', 'indexChange']);

/** What people wrote into the contract's list of dates; one that has passed waits until it is taken off the list or moved. */
export const listedDates = ({ dates }: OfftakeContract, today: IsoDate): readonly ContractDated[] => {
  const seen = new Map<DateKind, number>();
  return dates.flatMap(({ kind, date, note }, i): ContractDated[] => {
    const nth = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, nth);
    const passed = date < today;
    if (passed && PASSES.has(kind)) return [];
    return [
      {
        own: `${kind}.${nth}`,
        kind,
        group: PASSES.has(kind) ? 'term' : 'decide',
        date,
        overdue: passed,
        ...(note.trim() === '' ? {} : { detail: message('dates.detail.note', { note }) }),
        field: `dates.${i}.date`,
      },
    ];
  });
};

/** Its end, and a status that has not followed it. */
export const endOf = ({ end, status, renewal }: OfftakeContract, today: IsoDate): readonly ContractDated[] => {
  const date = endOfMonth(end);
  const over = date < today;
  // an evergreen contract runs on past its end
  if (over && renewal.kind === 'evergreen') return [];
  const detail = over ? (isCommitted(status) ? message('dates.detail.stillRunning') : undefined) : undefined;
  if (over && detail === undefined) return [];
  return [{ own: 'ends', kind: 'ends', group: 'term', date, overdue: over, ...(detail ? { detail } : {}), field: over ? 'status' : 'end' }];
};

/** Its beginning: ahead, or behind with nothing signed. */
const startOf = ({ start, status }: OfftakeContract, today: IsoDate): readonly ContractDated[] => {
  const date = startOfMonth(start);
  const behind = date < today;
  if (behind && isCommitted(status)) return [];
  const detail = isCommitted(status) ? {} : { detail: message('dates.detail.unsigned') };
  return [{ own: 'starts', kind: 'starts', group: 'term', date, overdue: behind, ...detail, field: behind ? 'status' : 'start' }];
};

/** The last day to give notice, or to take an option to prolong. */
const renewalOf = ({ end, renewal }: OfftakeContract, today: IsoDate): readonly ContractDated[] => {
  if (renewal.kind === 'none') return [];
  const date = endOfMonth(end - renewal.noticeMonths);
  if (date < today) return [];
  const field = 'renewal.noticeMonths';
  if (renewal.kind === 'evergreen') {
    return [{ own: 'noticeBy', kind: 'noticeBy', group: 'decide', date, overdue: false, detail: message('dates.detail.evergreen'), field }];
  }
  const detail = message(`dates.detail.${renewal.kind}`, { count: renewal.months });
  return [{ own: 'optionBy', kind: 'optionBy', group: 'decide', date, overdue: false, detail, field }];
};

const termSets = ({ terms, end }: OfftakeContract, today: IsoDate): readonly ContractDated[] =>
  terms.flatMap(({ from }, i): ContractDated[] => {
    const date = startOfMonth(from);
    return i === 0 || date < today || from > end
      ? []
      : [{ own: `terms.${i}`, kind: 'termsChange', group: 'term', date, overdue: false, field: `terms.${i}.from` }];
  });

/** What each contract year brings up to month `last`: whose choice its tonnes are, and what must be taken by its end. */
const yearsOf = (contract: OfftakeContract, today: IsoDate, last: Month): readonly ContractDated[] => {
  const now = monthOfDate(today);
  const found: ContractDated[] = [];
  for (let first = contract.start; first <= Math.min(contract.end, last + 1); first += MONTHS_A_YEAR) {
    const final = Math.min(first + MONTHS_A_YEAR - 1, contract.end);
    if (final < now) continue;
    const terms = termsAt(contract, first);
    const set = contract.terms.indexOf(terms);
    const { tolerance, toleranceOption } = terms.quantity;
    const declared = endOfMonth(first - 1);
    if (toleranceOption !== 'none' && tolerance > 0 && declared >= today) {
      found.push({
        own: `tolerance.${first}`,
        kind: 'tolerance',
        group: 'decide',
        date: declared,
        overdue: false,
        detail: message(`dates.detail.tolerance.${toleranceOption}`, { share: formatPercent(tolerance), month: formatMonth(first) }),
        field: `terms.${set}.quantity.tolerance`,
      });
    }
    const atEnd = termsAt(contract, final);
    if (atEnd.quantity.takeOrPayShare > 0) {
      found.push({
        own: `takeOrPay.${final}`,
        kind: 'takeOrPayYear',
        group: 'pay',
        date: endOfMonth(final),
        overdue: false,
        detail: message('dates.detail.takeOrPay', { share: formatPercent(atEnd.quantity.takeOrPayShare) }),
        field: `terms.${contract.terms.indexOf(atEnd)}.quantity.takeOrPayShare`,
      });
    }
  }
  return found;
};

/** What a contract under way left open: amounts on their way, and paid tonnes that lapse. */
const openingOf = ({ opening }: OfftakeContract, today: IsoDate): readonly ContractDated[] => [
  ...(opening?.unpaid ?? []).map(
    ({ date, amountUsd }, i): ContractDated => ({
      own: `unpaid.${i}`,
      kind: 'unpaid',
      group: 'pay',
      date,
      overdue: date < today,
      detail: message(amountUsd < 0 ? 'dates.detail.weOwe' : 'dates.detail.owed'),
      field: `opening.unpaid.${i}.date`,
      amount: amountUsd,
    }),
  ),
  ...(opening?.makeUpLots ?? []).flatMap(({ tonnes, priceUsdPerDmt, lastMonth }, i): ContractDated[] => {
    const date = endOfMonth(lastMonth);
    if (date < today) return [];
    const detail = message('dates.detail.makeUp', { tonnes: kdmtWords(tonnes) });
    const field = `opening.makeUpLots.${i}.lastMonth`;
    return [
      { own: `makeUp.${i}`, kind: 'makeUpLapses', group: 'pay', date, overdue: false, detail, field, amount: tonnes * priceUsdPerDmt },
    ];
  }),
];

/** The day a prepayment comes in. */
const prepaymentsOf = ({ terms }: OfftakeContract, today: IsoDate): readonly ContractDated[] =>
  terms.flatMap(({ payment: { prepayment } }, i): ContractDated[] => {
    if (prepayment === undefined || prepayment.amountUsd === 0 || prepayment.date < today) return [];
    // a later set carries the same prepayment on
    if (terms.findIndex(({ payment }) => payment.prepayment?.date === prepayment.date) !== i) return [];
    return [
      {
        own: `prepaymentIn.${i}`,
        kind: 'prepayment',
        group: 'pay',
        date: prepayment.date,
        overdue: false,
        detail: message('dates.detail.prepaymentIn'),
        field: `terms.${i}.payment.prepayment.date`,
        amount: prepayment.amountUsd,
      },
    ];
  });

/** Kinds under which people write down themselves what a notice or an option asks. */
const OWN_WORDS = new Set<DateKind>(['notice', 'renewal']);

/** Every date that a contract holds by itself, up to month `last`; what has passed stays while it waits for somebody. */
export const agreedDates = (contract: OfftakeContract, today: IsoDate, last: Month): readonly ContractDated[] => {
  const listed = listedDates(contract, today);
  const said = new Set(listed.filter(({ kind }) => OWN_WORDS.has(kind)).map(({ date }) => date));
  return [
    ...listed,
    ...startOf(contract, today),
    ...endOf(contract, today),
    ...renewalOf(contract, today).filter(({ date }) => !said.has(date)),
    ...termSets(contract, today),
    ...yearsOf(contract, today, last),
    ...openingOf(contract, today),
    ...prepaymentsOf(contract, today),
  ];
};
