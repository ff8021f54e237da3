import type { DateGroup, DateKind } from '#shared/contract/dates.ts';
import type { Message } from '#shared/contract/figure.ts';
import { isCommitted, type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FacilityId, TenderId } from '#shared/domain/ids.ts';
import { endOfMonth, type IsoDate, MONTHS_PER_YEAR, type Month, monthOfDate, startOfMonth } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { dmt, month, share } from '../portfolio/figures.ts';

/** A date that a contract or tender sets, with the term that sets it and the amount that depends on it. */
export type ContractDate = {
  /** Unique in the contract or among tenders, and unchanged when the date moves. */
  readonly keySuffix: string;
  readonly kind: DateKind;
  readonly group: DateGroup;
  readonly date: IsoDate;
  /** Whether the day has passed while its action is still open. */
  readonly isOverdue: boolean;
  readonly detail?: Message | undefined;
  /** What sets it: the path of the contract's field, a facility or a tender. */
  readonly field: string | { readonly facilityId: FacilityId } | { readonly tenderId: TenderId };
  /** USD; absent where the amount needs a valuation or there is none. */
  readonly amount?: number | undefined;
};

/** Kinds that need no action once their day has passed. */
const NO_ACTION = new Set<DateKind>(['firstShipment', 'indexChange']);

/** Lists the dates that users entered; a past one stays until it is removed or moved. */
export const listEnteredDates = ({ dates }: OfftakeContract, today: IsoDate): readonly ContractDate[] => {
  const countByKind = new Map<DateKind, number>();
  return dates.flatMap(({ kind, date, note }, i): ContractDate[] => {
    const nth = (countByKind.get(kind) ?? 0) + 1;
    countByKind.set(kind, nth);
    const isPast = date < today;
    if (isPast && NO_ACTION.has(kind)) return [];
    return [
      {
        keySuffix: `${kind}.${nth}`,
        kind,
        group: NO_ACTION.has(kind) ? 'term' : 'decide',
        date,
        isOverdue: isPast,
        ...(note.trim() === '' ? {} : { detail: message('dates.detail.note', { note }) }),
        field: `dates.${i}.date`,
      },
    ];
  });
};

/** The end of the contract; once it has passed, only where its status still shows a running contract. */
export const endDates = ({ end, status, renewal }: OfftakeContract, today: IsoDate): readonly ContractDate[] => {
  const date = endOfMonth(end);
  if (date >= today) return [{ keySuffix: 'ends', kind: 'ends', group: 'term', date, isOverdue: false, field: 'end' }];
  // an evergreen contract continues after its end
  if (renewal.kind === 'evergreen' || !isCommitted(status)) return [];
  const detail = message('dates.detail.stillRunning');
  return [{ keySuffix: 'ends', kind: 'ends', group: 'term', date, isOverdue: true, detail, field: 'status' }];
};

/** The start of the contract; once it has passed, only where the contract is not signed. */
const startDates = ({ start, status }: OfftakeContract, today: IsoDate): readonly ContractDate[] => {
  const date = startOfMonth(start);
  const isPast = date < today;
  if (isPast && isCommitted(status)) return [];
  const detail = isCommitted(status) ? {} : { detail: message('dates.detail.unsigned') };
  return [{ keySuffix: 'starts', kind: 'starts', group: 'term', date, isOverdue: isPast, ...detail, field: isPast ? 'status' : 'start' }];
};

/** The last day to give notice or to exercise an extension option. */
const renewalDates = ({ end, renewal }: OfftakeContract, today: IsoDate): readonly ContractDate[] => {
  if (renewal.kind === 'none') return [];
  const date = endOfMonth(end - renewal.noticeMonths);
  if (date < today) return [];
  const field = 'renewal.noticeMonths';
  if (renewal.kind === 'evergreen') {
    return [
      {
        keySuffix: 'noticeBy',
        kind: 'noticeBy',
        group: 'decide',
        date,
        isOverdue: false,
        detail: message('dates.detail.evergreen'),
        field,
      },
    ];
  }
  const detail = message(`dates.detail.${renewal.kind}`, { count: renewal.months });
  return [{ keySuffix: 'optionBy', kind: 'optionBy', group: 'decide', date, isOverdue: false, detail, field }];
};

const termChangeDates = ({ terms, end }: OfftakeContract, today: IsoDate): readonly ContractDate[] =>
  terms.flatMap(({ from }, i): ContractDate[] => {
    const date = startOfMonth(from);
    return i === 0 || date < today || from > end
      ? []
      : [{ keySuffix: `terms.${i}`, kind: 'termsChange', group: 'term', date, isOverdue: false, field: `terms.${i}.from` }];
  });

/** Dates of each contract year up to month `last`: the declaration of its tolerance, and the end of its take-or-pay year. */
const contractYearDates = (contract: OfftakeContract, today: IsoDate, last: Month): readonly ContractDate[] => {
  const currentMonth = monthOfDate(today);
  const dates: ContractDate[] = [];
  for (let first = contract.start; first <= Math.min(contract.end, last + 1); first += MONTHS_PER_YEAR) {
    const lastMonth = Math.min(first + MONTHS_PER_YEAR - 1, contract.end);
    if (lastMonth < currentMonth) continue;
    const terms = termsAt(contract, first);
    const termsIndex = contract.terms.indexOf(terms);
    const { tolerance, toleranceOption } = terms.quantity;
    const declaration = endOfMonth(first - 1);
    if (toleranceOption !== 'none' && tolerance > 0 && declaration >= today) {
      dates.push({
        keySuffix: `tolerance.${first}`,
        kind: 'tolerance',
        group: 'decide',
        date: declaration,
        isOverdue: false,
        detail: message(`dates.detail.tolerance.${toleranceOption}`, {
          share: share(tolerance, { decimals: 0 }),
          month: month(first),
        }),
        field: `terms.${termsIndex}.quantity.tolerance`,
      });
    }
    const finalTerms = termsAt(contract, lastMonth);
    if (finalTerms.quantity.takeOrPayShare > 0) {
      dates.push({
        keySuffix: `takeOrPay.${lastMonth}`,
        kind: 'takeOrPayYear',
        group: 'pay',
        date: endOfMonth(lastMonth),
        isOverdue: false,
        detail: message('dates.detail.takeOrPay', { share: share(finalTerms.quantity.takeOrPayShare, { decimals: 0 }) }),
        field: `terms.${contract.terms.indexOf(finalTerms)}.quantity.takeOrPayShare`,
      });
    }
  }
  return dates;
};

/** Dates of the opening position: unpaid amounts, and make-up tonnes that lapse. */
const openingDates = ({ opening }: OfftakeContract, today: IsoDate): readonly ContractDate[] => [
  ...(opening?.unpaid ?? []).map(
    ({ date, amountUsd }, i): ContractDate => ({
      keySuffix: `unpaid.${i}`,
      kind: 'unpaid',
      group: 'pay',
      date,
      isOverdue: date < today,
      detail: message(amountUsd < 0 ? 'dates.detail.weOwe' : 'dates.detail.owed'),
      field: `opening.unpaid.${i}.date`,
      amount: amountUsd,
    }),
  ),
  ...(opening?.makeUpLots ?? []).flatMap(({ tonnes, priceUsdPerDmt, lastMonth }, i): ContractDate[] => {
    const date = endOfMonth(lastMonth);
    if (date < today) return [];
    const detail = message('dates.detail.makeUp', { tonnes: dmt(tonnes, { decimals: 1 }) });
    const field = `opening.makeUpLots.${i}.lastMonth`;
    return [
      {
        keySuffix: `makeUp.${i}`,
        kind: 'makeUpLapses',
        group: 'pay',
        date,
        isOverdue: false,
        detail,
        field,
        amount: tonnes * priceUsdPerDmt,
      },
    ];
  }),
];

/** Kinds that users may enter for the day that the renewal clause already gives. */
const ENTERED_RENEWALS = new Set<DateKind>(['notice', 'renewal']);

/** Lists the dates that a contract's terms set up to month `last`; a past one stays while it needs an action. */
export const agreedDates = (contract: OfftakeContract, today: IsoDate, last: Month): readonly ContractDate[] => {
  const enteredDates = listEnteredDates(contract, today);
  const enteredRenewals = new Set(enteredDates.filter(({ kind }) => ENTERED_RENEWALS.has(kind)).map(({ date }) => date));
  return [
    ...enteredDates,
    ...startDates(contract, today),
    ...endDates(contract, today),
    ...renewalDates(contract, today).filter(({ date }) => !enteredRenewals.has(date)),
    ...termChangeDates(contract, today),
    ...contractYearDates(contract, today, last),
    ...openingDates(contract, today),
  ];
};
