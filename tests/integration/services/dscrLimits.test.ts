import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Facility } from '#shared/domain/financing.ts';
import { type FacilityId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { monthOf } from '#shared/domain/time.ts';
import { CountryCode } from '#shared/domain/zone.ts';
import { removeFacilities } from '../../helpers/prepayments.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
  await removeFacilities(services);
});
afterAll(() => services.close());

const undo = async (times: number) => {
  for (let i = 0; i < times; i++) await services.ask('history.undo', {});
};

const addLimit = async (changes: Partial<Limit>): Promise<Limit['id']> => {
  const { limit } = await services.ask('limits.blank', {});
  await services.ask('limits.save', { limit: { ...limit, name: `Limit ${limit.id}`, from: 2026, ...changes } });
  return limit.id;
};
const addLoan = async (amount: number): Promise<FacilityId> => {
  const { facility } = await services.ask('financing.blank', { kind: 'loan' });
  const loan = Facility.parse({
    ...facility,
    name: 'Senior loan',
    commitment: amount,
    draws: [{ month: monthOf(2026, 6), amount }],
    firstRepayment: monthOf(2026, 12),
    finalMaturity: monthOf(2030, 12),
  });
  await services.ask('financing.save', { facility: loan });
  return loan.id;
};

describe('a limit on the lowest DSCR', () => {
  it.each(['base', 'low', 'lender', ScenarioId.parse('china-slump')] as const)(
    'in the case %s is that of the waterfall',
    async (caseId) => {
      const id = await addLimit({ measure: { kind: 'minimumDscr', case: caseId }, direction: 'atLeast', warn: 1.4, breach: 1.3 });
      expect((await services.ask('limits.get', { id })).row.years).toEqual([]);
      await addLoan(600e6);
      const { row, dscr, contributors } = await services.ask('limits.get', { id });
      const { periods, cases } = await services.ask('financing.get', { caseId });
      const lowestRatios = new Map<number, number>();
      for (const { to, dscr } of periods) {
        const year = Math.floor(to / 12);
        if (dscr !== null) lowestRatios.set(year, Math.min(dscr, lowestRatios.get(year) ?? dscr));
      }
      const expectedRatios = [...lowestRatios].filter(([year]) => year <= row.limit.to);
      expect(row.years.map(({ year, value }) => [year, value.value])).toEqual(expectedRatios);
      const financingCase = cases.find(({ id: of }) => of === caseId)!;
      expect([dscr?.dscr?.value, dscr?.month]).toEqual([financingCase.minimumDscr?.value, financingCase.minimumMonth]);
      expect(contributors).toEqual([]);
      await undo(2);
    },
  );

  it('is kept by the debt that its page names, and breached by a little more', async () => {
    const id = await addLimit({ measure: { kind: 'minimumDscr', case: 'lender' }, direction: 'atLeast', warn: 1.4, breach: 1.3 });
    await addLoan(3000e6);
    const { row, dscr } = await services.ask('limits.get', { id });
    expect(row.state).toBe('breached');
    expect(Number(dscr?.missing?.value)).toBeGreaterThan(0);
    const largestDebt = Number(dscr?.loans[0]?.most?.value);
    await undo(1);
    for (const [factor, states] of [
      [0.9999, ['near', 'holds']],
      [1.0001, ['breached']],
    ] as const) {
      await addLoan(largestDebt * factor);
      expect(states).toContain((await services.ask('limits.get', { id })).row.state);
      await undo(1);
    }
    await undo(1);
  });

  it('follows the facilities of the plan, and is a minimum', async () => {
    const id = await addLimit({ measure: { kind: 'minimumDscr', case: 'lender' }, direction: 'atLeast', warn: 1.4, breach: 1.3 });
    const facilityId = await addLoan(3000e6);
    const planId = PlanId.parse('as-signed');
    await services.ask('financing.override', { planId, override: { facilityId, included: false } });
    expect((await services.ask('limits.get', { id })).row.years).toEqual([]);
    await undo(1);
    const { row } = await services.ask('limits.get', { id });
    const maximumLimit = { ...row.limit, direction: 'atMost' as const, warn: 1, breach: 1.3 };
    expect(await services.call('limits.save', { limit: maximumLimit, version: row.version })).toMatchObject({
      ok: false,
      error: { details: { issues: [{ path: 'limit.direction', rule: 'dscrAtLeast' }] } },
    });
    await undo(2);
  });
});

describe('a limit on the share to named countries', () => {
  it('adds up their tonnes, and names the contracts behind it', async () => {
    const shareTo = async (...codes: string[]) => {
      const countries = codes.map((code) => CountryCode.parse(code));
      const id = await addLimit({ measure: { kind: 'countryShare', countries }, denominator: 'valueSold', warn: 0.15, breach: 0.2 });
      const answer = await services.ask('limits.get', { id });
      await undo(1);
      return answer;
    };
    const [china, korea, combinedShare] = [await shareTo('CN'), await shareTo('KR'), await shareTo('CN', 'KR')];
    const values = ({ row }: typeof china) => row.years.map(({ value }) => Number(value.value));
    expect(values(china)[0]).toBeGreaterThan(0);
    for (const [i, value] of values(combinedShare).entries()) expect(value).toBeCloseTo(values(china)[i]! + values(korea)[i]!, 12);
    const sum = combinedShare.contributors.reduce((total, { years }) => total + Number(years[0]?.share?.value ?? 0), 0);
    expect(sum).toBeCloseTo(values(combinedShare)[0]!, 12);
  });
});

it('a limit of either kind survives an export', async () => {
  await addLimit({ measure: { kind: 'minimumDscr', case: 'low' }, direction: 'atLeast', warn: 1.4, breach: 1.3 });
  await addLimit({ measure: { kind: 'countryShare', countries: ['US', 'CN'].map((code) => CountryCode.parse(code)) } });
  const { artefact, fileName } = await services.ask('exports.write', { format: 'csv' });
  const file = await services.ask('imports.read', { intake: await services.uploadFile(fileName, await services.readArtefact(artefact)) });
  if (file.kind !== 'tables') throw new Error(file.kind);
  const choice = { kind: 'tables' as const, sheets: file.sheets.map((sheet) => sheet.choice) };
  expect((await services.ask('imports.check', { id: file.id, choice })).counts).toMatchObject({ added: 0, changed: 0, refused: 0 });
  await undo(2);
});
