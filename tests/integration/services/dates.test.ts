import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input, Output } from '#shared/contract/contract.ts';
import { type DateAhead, DateKind } from '#shared/contract/dates.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import { BuyerId, ContractId, TenderId } from '#shared/domain/ids.ts';
import { endOfMonth, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { addPrepayment } from '../../helpers/prepayments.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const ALL: Input<'dates.list'> = { ahead: 'all' };

/** Lists the dates of all pages. */
const listDates = async ({ ask }: Services, filter: Input<'dates.list'>): Promise<Output<'dates.list'>> => {
  const firstPage = await ask('dates.list', filter);
  const rows = [...firstPage.rows];
  while (rows.length < firstPage.count) rows.push(...(await ask('dates.list', { ...filter, first: rows.length })).rows);
  return { ...firstPage, rows };
};
const VALUATION = '2026-05-31';

let services: Services;
let answer: Output<'dates.list'>;
beforeAll(async () => {
  services = await openServices();
  answer = await listDates(services, ALL);
});
afterAll(() => services.close());

const datesOf = (rows: readonly DateAhead[], id: string, kind: DateAhead['kind']): readonly DateAhead[] =>
  rows.filter(({ contractId, kind: rowKind }) => contractId === id && rowKind === kind);

/** The dates after an edit of one contract, which is then undone. */
const withEdit = async (id: string, edit: (contract: OfftakeContract) => OfftakeContract): Promise<readonly DateAhead[]> => {
  const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse(id) });
  await services.ask('contracts.save', { contract: edit(contract), version });
  const { rows } = await listDates(services, ALL);
  await services.ask('history.undo', {});
  return rows;
};

test('every date entered in a contract that has not ended is listed, with its note and a link to its field', async () => {
  const { contracts } = await services.book();
  const exportCalendar = contracts
    .filter(({ status }) => status !== 'ended')
    .flatMap(({ id, dates }) => dates.map((date) => ({ id, date })));
  expect(exportCalendar.length).toBeGreaterThan(5);
  for (const { id, date } of exportCalendar) {
    const match = datesOf(answer.rows, id, date.kind).find(
      (candidate) => candidate.date === date.date && candidate.detail?.key === 'dates.detail.note',
    );
    expect(match && renderMessage(match.detail!), `${id} ${date.kind}`).toBe(date.note);
    expect(match!.route).toMatch(new RegExp(`^/contracts/${id}\\?field=dates\\.\\d+\\.date$`));
  }
});

test('sorted by a column, the pages together hold all dates in that order, those without a value last', async () => {
  const worthOf = ({ worth }: DateAhead) => (worth === undefined ? undefined : Number(worth.value));
  const highestFirst = await listDates(services, { ...ALL, sort: { column: 'worth', isHighestFirst: true } });
  const worths = highestFirst.rows.flatMap((row) => worthOf(row) ?? []);
  expect(new Set(highestFirst.rows.map(({ key }) => key))).toEqual(new Set(answer.rows.map(({ key }) => key)));
  expect(highestFirst.rows.slice(0, worths.length).map(worthOf)).toEqual(worths.toSorted((a, b) => b - a));
  expect(highestFirst.rows.slice(worths.length).map(({ key }) => key)).toEqual(
    answer.rows.filter(({ worth }) => worth === undefined).map(({ key }) => key),
  );

  const byCode = await listDates(services, { ...ALL, sort: { column: 'contract', isHighestFirst: false } });
  const codes = byCode.rows.map(({ code }) => code);
  expect(codes).toEqual(codes.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' })));
});

test('dates are sorted overdue first, then by day, each with its days from the valuation date', () => {
  const order = [...answer.rows].sort((a, b) => Number(b.isOverdue) - Number(a.isOverdue) || a.date.localeCompare(b.date));
  expect(answer.rows.map(({ date, isOverdue }) => `${isOverdue} ${date}`)).toEqual(
    order.map(({ date, isOverdue }) => `${isOverdue} ${date}`),
  );
  const day = (date: string) => Date.parse(date) / 86_400_000;
  for (const { date, days, isOverdue } of answer.rows) {
    expect(days).toBe(day(date) - day(VALUATION));
    expect(isOverdue).toBe(days < 0);
  }
});

test('every date has a unique key and a link', () => {
  expect(new Set(answer.rows.map(({ key }) => key)).size).toBe(answer.rows.length);
  for (const { route } of answer.rows) expect(route).toMatch(/^\/(?:contracts\/|financing\?facility=)/);
});

test('deliveries and declarations of the next year are those of the valued plan', async () => {
  const book = await services.book();
  const { value } = book.plan();
  const last = book.valuationMonth + 12;
  const shippedMonths = value.contracts.flatMap(({ months }) => months.filter(({ month, delivered }) => month <= last && delivered >= 1));
  expect(answer.rows.filter(({ kind }) => kind === 'shipment')).toHaveLength(shippedMonths.length);
  const pricing = await services.ask('openPricing.get', {});
  for (const { contractId, declareBy, delivery } of pricing.declarations) {
    const match = answer.rows.find(({ key }) => key === `${contractId}.declare.${delivery}`);
    expect(match?.date).toBe(endOfMonth(declareBy));
  }
});

test('a letter of credit for a shipment opens before its month and expires 21 days after the latest shipment', async () => {
  const book = await services.book();
  const month = book.valuationMonth + 2;
  const contractsWithCredit = new Set(
    book
      .plan()
      .portfolio.contracts.filter(({ contract }) => termsAt(contract, month).payment.letterOfCredit)
      .map(({ contract }) => contract.id),
  );
  expect(contractsWithCredit.size).toBeGreaterThan(0);
  const shipments = answer.rows.filter(({ key }) => key.endsWith(`.shipment.${month}`));
  for (const { contractId } of shipments) {
    const datedRows = answer.rows.filter(
      ({ key }) => key === `${contractId}.creditOpens.${month}` || key === `${contractId}.creditExpires.${month}`,
    );
    // the month is July 2026
    expect(datedRows.map(({ kind, date }) => [kind, date])).toEqual(
      contractsWithCredit.has(contractId!)
        ? [
            ['creditOpens', '2026-06-30'],
            ['creditExpires', '2026-08-21'],
          ]
        : [],
    );
  }
});

test('a prepayment has a date on which it is received and one for each month that sets off a part of it', async () => {
  const prepayment = { amountUsd: 12e6, date: '2026-06-15', annualRate: 0, graceMonths: 2, repayMonths: 4 };
  const id = await addPrepayment(services, { contractId: ContractId.parse('C-014') }, prepayment);
  const { rows } = await listDates(services, ALL);
  await services.ask('history.undo', {});
  expect(new Set(datesOf(rows, 'C-014', 'prepayment').map(({ route }) => route))).toEqual(new Set([`/financing?facility=${id}`]));
  expect(datesOf(rows, 'C-014', 'prepayment').map(({ date, worth, detail }) => [date, worth?.value, detail?.key])).toEqual([
    ['2026-06-15', 12e6, 'dates.detail.prepaymentIn'],
    ['2026-09-15', -3e6, 'dates.detail.prepaymentOut'],
    ['2026-10-15', -3e6, 'dates.detail.prepaymentOut'],
    ['2026-11-15', -3e6, 'dates.detail.prepaymentOut'],
    ['2026-12-15', -3e6, 'dates.detail.prepaymentOut'],
  ]);
});

test('a date that has passed stays overdue until it is moved', async () => {
  const setNotice = (date: string) =>
    withEdit('C-014', (contract) => ({ ...contract, dates: [{ kind: 'notice' as const, date, note: 'Say it in writing.' }] }));
  const [lateNotice] = datesOf(await setNotice('2026-05-01'), 'C-014', 'notice');
  expect(lateNotice).toMatchObject({ isOverdue: true, days: -30, group: 'decide' });
  const [movedNotice] = datesOf(await setNotice('2026-07-01'), 'C-014', 'notice');
  expect(movedNotice).toMatchObject({ isOverdue: false, days: 31, key: lateNotice!.key });
});

test('an unsigned contract past its start is overdue, and so is one past its end whose status is not ended', async () => {
  const unsignedRows = await withEdit('C-014', (contract) => ({ ...contract, status: 'negotiating', probability: 0.5 }));
  expect(datesOf(unsignedRows, 'C-014', 'starts')).toMatchObject([{ isOverdue: true, route: '/contracts/C-014?field=status' }]);
  const over = await withEdit('C-014', (contract) => ({ ...contract, end: monthOf(2026, 3) }));
  expect(datesOf(over, 'C-014', 'ends')).toMatchObject([{ isOverdue: true, date: '2026-03-31' }]);
  const endedRows = await withEdit('C-014', (contract) => ({ ...contract, end: monthOf(2026, 3), status: 'ended' }));
  expect(endedRows.filter(({ contractId }) => contractId === 'C-014')).toEqual([]);
});

test('an option and a notice are due at the end of the month that the notice period gives', async () => {
  const setRenewal = (renewal: OfftakeContract['renewal']) =>
    withEdit('C-014', (contract) => ({ ...contract, end: monthOf(2027, 7), renewal }));
  expect(datesOf(await setRenewal({ kind: 'buyerOption', months: 24, noticeMonths: 6 }), 'C-014', 'optionBy')).toMatchObject([
    { date: '2027-01-31', detail: { key: 'dates.detail.buyerOption' }, route: '/contracts/C-014?field=renewal.noticeMonths' },
  ]);
  expect(datesOf(await setRenewal({ kind: 'evergreen', noticeMonths: 12 }), 'C-014', 'noticeBy')).toMatchObject([{ date: '2026-07-31' }]);
  expect(datesOf(await setRenewal({ kind: 'evergreen', noticeMonths: 18 }), 'C-014', 'noticeBy')).toEqual([]);
});

test('a notice entered for its last day is listed once', async () => {
  const day = '2026-07-31';
  const rows = await withEdit('C-014', (contract) => ({
    ...contract,
    end: monthOf(2027, 7),
    renewal: { kind: 'evergreen', noticeMonths: 12 },
    dates: [{ kind: 'notice', date: day, note: '' }],
  }));
  expect(
    rows.filter(({ contractId, date, kind }) => contractId === 'C-014' && date === day && /notice/i.test(kind)).map(({ kind }) => kind),
  ).toEqual(['notice']);
});

test('each contract year has its tolerance before it begins and its take-or-pay at its end; the last may be short', async () => {
  const rows = await withEdit('C-014', (contract) => ({
    ...contract,
    start: monthOf(2024, 8),
    end: monthOf(2028, 1),
    terms: contract.terms.map((set) => ({
      ...set,
      quantity: { ...set.quantity, tolerance: 0.1, toleranceOption: 'buyer' as const, takeOrPayShare: 0.8 },
    })),
  }));
  expect(datesOf(rows, 'C-014', 'tolerance').map(({ date }) => date)).toEqual(['2026-07-31', '2027-07-31']);
  expect(datesOf(rows, 'C-014', 'takeOrPayYear').map(({ date }) => date)).toEqual(['2026-07-31', '2027-07-31', '2028-01-31']);
});

test('an opening position has dates for unpaid amounts, overdue ones and make-up tonnes that lapse', async () => {
  const rows = await withEdit('C-014', (contract) => ({
    ...contract,
    opening: {
      asOf: monthOf(2026, 3),
      takenTonnes: 0,
      paidTonnes: 0,
      paidValueUsd: 0,
      openDeliveries: [],
      makeUpLots: [{ tonnes: 5000, priceUsdPerDmt: 2000, lastMonth: monthOf(2026, 12) }],
      deferredTonnes: 0,
      unpaid: [
        { date: '2026-04-20', amountUsd: 3e6 },
        { date: '2026-06-30', amountUsd: -1e6 },
      ],
    },
  }));
  expect(datesOf(rows, 'C-014', 'unpaid').map(({ isOverdue, worth }) => [isOverdue, worth?.value])).toEqual([
    [true, 3e6],
    [false, -1e6],
  ]);
  expect(datesOf(rows, 'C-014', 'makeUpLapses')).toMatchObject([{ date: '2026-12-31', worth: { value: 1e7 } }]);
});

test('the end of a contract with nothing left to deliver has no value, here and on the overview', async () => {
  const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
  await services.ask('contracts.save', { contract: { ...contract, end: monthOfDate(VALUATION) }, version });
  const { rows } = await listDates(services, ALL);
  const { dates } = await services.ask('overview.get', {});
  await services.ask('history.undo', {});
  const [end] = datesOf(rows, 'C-014', 'ends');
  expect(end).toMatchObject({ date: VALUATION });
  expect([end?.worth, end?.basis]).toEqual([undefined, undefined]);
  const line = dates.find(({ contractId, kind }) => contractId === 'C-014' && kind === 'ends');
  expect(line).toMatchObject({ date: VALUATION });
  expect(line?.worth).toBeUndefined();
});

test('a tender closes unless a bid is accepted, and is overdue after its day', async () => {
  const id = TenderId.parse('T-1');
  const filterClosing = (rows: readonly DateAhead[]) => rows.filter(({ kind }) => kind === 'tenderCloses');
  expect(filterClosing(answer.rows)).toMatchObject([{ date: '2026-07-10', isOverdue: false, route: '/contracts/tenders/T-1' }]);
  const { tender } = await services.ask('tenders.get', { id });
  await services.ask('tenders.save', { entries: [{ head: { ...tender.head, due: '2026-05-20' }, version: tender.version }] });
  expect(filterClosing((await listDates(services, ALL)).rows)).toMatchObject([{ isOverdue: true, days: -11 }]);
  await services.ask('tenders.accept', { tenderId: id, id: ContractId.parse('T-1-2') });
  expect(filterClosing((await listDates(services, ALL)).rows)).toEqual([]);
  await services.ask('history.undo', {});
  await services.ask('history.undo', {});
});

test('a filter keeps what it names; without one, all dates are listed', async () => {
  const quarter = await listDates(services, { ahead: 'quarter', groups: ['decide'], metals: ['copper'], buyers: [] });
  expect(quarter.rows.length).toBeGreaterThan(0);
  expect(quarter.rows).toEqual(answer.rows.filter(({ days, group, metal }) => days <= 90 && group === 'decide' && metal === 'copper'));
  const haiLong = await listDates(services, { ahead: 'all', buyers: [BuyerId.parse('hai-long')] });
  expect(haiLong.rows).toEqual(answer.rows.filter(({ buyerId }) => buyerId === 'hai-long'));
  expect(answer.buyers.map(({ id }) => id)).toContain('hai-long');
  const year = await listDates(services, {});
  const last = endOfMonth(monthOfDate(VALUATION) + 12);
  expect(year.rows).toEqual(answer.rows.filter(({ date }) => date <= last));
});

test('without deliveries the other dates, the verdict and the choices are the same, also of a contract that has only deliveries', async () => {
  const { contracts } = await services.book();
  const { id, buyerId } = contracts.find(
    (candidate) =>
      candidate.status === 'active' && contracts.every((contract) => contract === candidate || contract.buyerId !== candidate.buyerId),
  )!;
  const { contract, version } = await services.ask('contracts.get', { id });
  await services.ask('contracts.save', {
    contract: {
      ...contract,
      end: monthOf(2026, 4),
      renewal: { kind: 'evergreen', noticeMonths: 1 },
      dates: [],
      terms: contract.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, takeOrPayShare: 0, tolerance: 0 } })),
    },
    version,
  });
  const everyDate = await listDates(services, ALL);
  const withoutDeliveries = await listDates(services, { ...ALL, groups: ['decide', 'pay', 'term'] });
  await services.ask('history.undo', {});
  const groupsOf = everyDate.rows.filter(({ contractId }) => contractId === id).map(({ group }) => group);
  expect(new Set(groupsOf)).toEqual(new Set(['deliver']));
  expect(withoutDeliveries.rows).toEqual(everyDate.rows.filter(({ group }) => group !== 'deliver'));
  expect(withoutDeliveries.verdict).toEqual(everyDate.verdict);
  expect(withoutDeliveries.buyers).toEqual(everyDate.buyers);
  expect(withoutDeliveries.buyers.map(({ id }) => id)).toContain(buyerId);
  expect(withoutDeliveries.metals).toEqual(everyDate.metals);
});

test('the calendar file has the filtered dates, one day each, and is the same when it is written again', async () => {
  const filter: Input<'dates.export'> = { ahead: 'year', groups: ['decide', 'pay', 'term'] };
  const exportCalendar = async () => {
    const { artefact, fileName } = await services.ask('dates.export', filter);
    expect(fileName).toMatch(/ 2026-05-31\.ics$/);
    const file = (await services.readArtefact(artefact)).toString('utf8');
    return new ICAL.Component(ICAL.parse(file)).getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  };
  const events = await exportCalendar();
  const { rows } = await listDates(services, filter);
  expect(events.map(({ startDate }) => startDate.toString())).toEqual(rows.map(({ date }) => date));
  expect(events.map(({ uid }) => uid)).toEqual(rows.map(({ key }) => `${key}@orebook`));
  expect((await exportCalendar()).map(({ uid }) => uid)).toEqual(events.map(({ uid }) => uid));
  const review = events.find(({ uid }) => uid === 'C-014.priceReview.1@orebook')!;
  expect(review.summary).toBe('Price review: Hai Long Smelting, Cu C-014');
  expect(review.description).toMatch(/^The last review before the contract ends; Hai Long/);
});

test('the verdict counts open dates and decisions within 90 days, and names the next', () => {
  const nearRows = answer.rows.filter(({ group, isOverdue, days }) => group === 'decide' && !isOverdue && days <= 90);
  const figures = Object.fromEntries(answer.verdict.map(({ key, figures: ownFigures }) => [key, ownFigures]));
  expect(figures['dates.verdict.soon']?.count?.value).toBe(nearRows.length);
  expect(nearRows[0]!.days).toBe(0);
  expect(figures['dates.verdict.today']?.who?.route).toBe(nearRows[0]!.route);
  expect(answer.verdict[0]!.key).toBe('dates.verdict.nothingOverdue');
});

test('every kind of date has a name', () => {
  const names = DateKind.options.map((kind) => text(`dates.kind.${kind}`));
  expect(new Set(names).size).toBe(names.length);
});

test('a workspace without contracts has no dates and a verdict that states it', async () => {
  const emptyServices = await openServices(seedEmptyWorkspace());
  const { rows, verdict } = await listDates(emptyServices, ALL).finally(() => emptyServices.close());
  expect(rows).toEqual([]);
  expect(verdict).toEqual([{ key: 'dates.verdict.none', figures: {} }]);
});
