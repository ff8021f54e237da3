import { createHash } from 'node:crypto';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getProjectFinance, listFacilities } from '#db/repositories/financing.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import { DEFAULT_LENDER_TESTS } from '#shared/domain/financing.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { removeFacilities } from '../../helpers/prepayments.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { dbOf, deals, exportBundle, importBundle, openBundle, previewBundle } from './bundleFiles.ts';
import { addFinancing } from './facilityFiles.ts';
import { guessedChoice, readSheets, sheet } from './importFiles.ts';

const PLAN: SummaryRequest = { subject: { planId: PlanId.parse('renew-hai-long') }, view: 'internal' };
const C014 = ContractId.parse('C-014');
const PREPAYMENT = { amountUsd: 4e6, date: '2026-09-15', annualRate: 0.09, graceMonths: 5, repayMonths: 12 };

let services: Services;
let prepayment: FacilityId;
beforeAll(async () => {
  services = await openServices();
  await removeFacilities(services);
  ({ prepayment } = await addFinancing(services));
});
afterAll(() => services.close());

const facilitiesOf = async (of: Services) => (await listFacilities(dbOf(of))).map(({ facility }) => facility);

describe('sheets of facilities', () => {
  const HEADS = ['Name', 'Loan or prepayment', 'Amount of the facility (USD)', 'First repayment', 'Final maturity', 'Fixed rate a year'];

  it('add a loan from the columns that a bank states, with default terms for the rest', async () => {
    const file = await readSheets(services, [
      sheet('Facilities', [
        [...HEADS, 'Repayment', 'Target DSCR', 'Lender'],
        ['Agency loan', 'Loan', 120_000_000, '2027-07', '2031-07', '7.5 %', 'Sculpted to cash flow', 1.3, 'An agency'],
      ]),
      sheet('Draws and fees', [
        ['Facility', 'Draw or fee', 'Month', 'Amount (USD)'],
        ['Agency loan', 'Draw', '2026-07', 80_000_000],
        ['Agency loan', 'Draw', '2026-10', 40_000_000],
      ]),
      sheet('Covenants', [
        ['Facility', 'Lock-up DSCR', 'Default DSCR'],
        ['Agency loan', 1.2, 1.05],
      ]),
    ]);
    expect((await services.ask('imports.check', guessedChoice(file))).counts).toMatchObject({ refused: 0 });
    await services.waitForJob(await services.ask('imports.apply', guessedChoice(file)));
    const addedFacility = (await facilitiesOf(services)).find(({ name }) => name === 'Agency loan');
    expect(addedFacility).toMatchObject({
      kind: 'loan',
      lender: 'An agency',
      commitment: 120e6,
      rate: { kind: 'fixed', rate: 0.075 },
      repayment: { style: 'sculpted', targetDscr: 1.3 },
      draws: [{ amount: 80e6 }, { amount: 40e6 }],
      covenants: { lockUpDscr: 1.2, defaultDscr: 1.05 },
      periodMonths: 6,
    });
    await services.ask('history.undo', {});
  });

  it('refuse what contradicts the terms at its cell, each with the remedy', async () => {
    const file = await readSheets(services, [
      sheet('Facilities', [
        [...HEADS, 'Linked contracts', 'Target DSCR'],
        ['Grace', 'Loan', 1e6, '2031-01', '2030-01', '7 %', null, null],
        ['Nobody', 'Prepayment', 1e6, '2027-01', '2028-01', '7 %', null, null],
        ['Unknown', 'Prepayment', 1e6, '2027-01', '2028-01', '7 %', 'C-999', null],
        ['Loan L-1', 'Loan', 300e6, '2027-06', '2030-12', null, null, null],
        ['Linear', 'Loan', 1e6, '2027-01', '2028-01', '7 %', null, 1.4],
        ['Drawn', 'Loan', 1e6, '2027-01', '2028-01', '7 %', null, null],
      ]),
      sheet('Draws and fees', [
        ['Facility', 'Draw or fee', 'Month', 'Amount (USD)'],
        ['Drawn', 'Draw', '2026-07', 2e6],
        ['Nowhere', 'Draw', '2026-07', 2e6],
      ]),
    ]);
    const { rows } = await services.ask('imports.check', guessedChoice(file));
    const issueCells = rows.flatMap(({ name, issues }) => issues.map(({ field, message: { key } }) => [JSON.stringify(name), field, key]));
    expect(issueCells.map(([name, field, key]) => `${name?.slice(9, -2)} ${field} ${key}`)).toEqual([
      'Grace firstRepayment issue.graceBeyondMaturity',
      'Nobody linkedContracts issue.prepaymentWithoutContract',
      'Unknown linkedContracts issue.notHere',
      'Linear targetDscr issue.notInRepayment',
      'Drawn amount issue.drawsAboveCommitment',
      'Nowhere facility issue.notHere',
    ]);
  });
});

describe('a bundle', () => {
  it('of a plan carries its facilities with the contracts and the lender that they name', async () => {
    const to = await openServices(seedEmptyWorkspace());
    try {
      const file = await openBundle(to, await exportBundle(services, PLAN));
      expect((await previewBundle(to, file)).counts).toMatchObject({ refused: 0 });
      await importBundle(to, file);
      const sorted = (list: readonly { readonly id: string }[]) => list.toSorted((a, b) => a.id.localeCompare(b.id));
      expect(sorted(await facilitiesOf(to))).toEqual(sorted(await facilitiesOf(services)));
      const overridesOf = async (of: Services) => (await listPlans(dbOf(of))).find(({ id }) => id === 'renew-hai-long')?.facilities;
      expect(await overridesOf(to)).toEqual(await overridesOf(services));
      expect((await getProjectFinance(dbOf(to))).project).toEqual((await getProjectFinance(dbOf(services))).project);
      await to.ask('history.undo', {});
      expect(await facilitiesOf(to)).toEqual([]);
    } finally {
      await to.close();
    }
  });

  it('of a plan carries the costs of the project and its lender case, which replace others only where they are selected', async () => {
    const { project, projectVersion } = await services.ask('financing.list', {});
    const lenderCase = {
      ...project.lenderCase,
      targetDscr: 1.45,
      tests: { ...DEFAULT_LENDER_TESTS, directAgreements: [C014, ContractId.parse('not-there')] },
    };
    const years = [{ year: 2027, fixedCost: 12e6, sustainingCapital: 3e6, closureCost: 0, depreciation: 5e6 }];
    const enteredProject = { ...project, years, taxRate: 0.27, lenderCase };
    await services.ask('financing.saveProject', { project: enteredProject, version: projectVersion });
    const bytes = await exportBundle(services, PLAN);
    await services.ask('history.undo', {});
    const carriedProject = { ...enteredProject, lenderCase: { ...lenderCase, tests: { ...lenderCase.tests, directAgreements: [C014] } } };
    const to = await openServices(seedEmptyWorkspace());
    const storedProject = async () => (await getProjectFinance(dbOf(to))).project;
    try {
      await importBundle(to, await openBundle(to, bytes));
      expect(await storedProject()).toEqual(carriedProject);
      // a workspace with costs of its own keeps them by default, and the preview lists what would change
      const ownProject = { ...carriedProject, taxRate: 0.3, years: [{ ...years[0]!, fixedCost: 10e6 }] };
      await to.ask('financing.saveProject', { project: ownProject, version: (await getProjectFinance(dbOf(to))).version });
      const file = await openBundle(to, bytes);
      expect(file.excludedKeys).toEqual(['projectFinance:project']);
      const row = (await previewBundle(to, file)).rows.find(({ key }) => key === 'projectFinance:project')!;
      expect(row).toMatchObject({ outcome: 'changed', isExcluded: true, note: { key: 'bundle.projectHere' } });
      expect(row.fields!.map(({ before, after }) => [before, after])).toMatchObject([
        [{ value: 0.3 }, { value: 0.27 }],
        [{ value: 10e6 }, { value: 12e6 }],
      ]);
      await importBundle(to, file);
      expect(await storedProject()).toEqual(ownProject);
      await importBundle(to, await openBundle(to, bytes), []);
      expect(await storedProject()).toEqual(carriedProject);
    } finally {
      await to.close();
    }
  });

  it('of version 2, which has no project, opens', async () => {
    const parts = { ...unzipSync(await exportBundle(services, PLAN)) };
    const manifest = JSON.parse(strFromU8(parts['manifest.json']!)) as { version: number; parts: { name: string }[] };
    delete parts['projectFinance.json'];
    const earlierManifest = { ...manifest, version: 2, parts: manifest.parts.filter(({ name }) => name !== 'projectFinance') };
    parts['manifest.json'] = strToU8(JSON.stringify(earlierManifest));
    const to = await openServices(seedEmptyWorkspace());
    try {
      await importBundle(to, await openBundle(to, zipSync(parts)));
      expect((await facilitiesOf(to)).length).toBe((await facilitiesOf(services)).length);
      expect((await getProjectFinance(dbOf(to))).version).toBe(0);
    } finally {
      await to.close();
    }
  });

  it('of a deal carries only facilities that name no other deal', async () => {
    const to = await openServices(seedEmptyWorkspace());
    try {
      await importBundle(to, await openBundle(to, await exportBundle(services, deals('C-014'))));
      expect((await facilitiesOf(to)).map(({ id }) => id)).toEqual([prepayment]);
    } finally {
      await to.close();
    }
  });

  it('of version 1 has the prepayment in the terms of its contract: it becomes a facility', async () => {
    const bundle = await exportBundle(services, deals('C-014'));
    const parts = { ...unzipSync(bundle) };
    const json = <T>(name: string) => JSON.parse(strFromU8(parts[name]!)) as T;
    const prepay = ({ terms }: { terms: { payment: { prepayment?: unknown } }[] }) => {
      for (const { payment } of terms) payment.prepayment = PREPAYMENT;
    };
    const contracts = json<Parameters<typeof prepay>[0][]>('contract.json');
    contracts.forEach(prepay);
    const versions = json<{ deal: Parameters<typeof prepay>[0]; prepayment?: unknown }[]>('version.json');
    for (const version of versions) {
      prepay(version.deal);
      delete version.prepayment;
    }
    delete parts['facility.json'];
    delete parts['projectFinance.json'];
    const manifest = json<{ version: number; parts: { name: string; sha256: string }[] }>('manifest.json');
    manifest.version = 1;
    manifest.parts = manifest.parts.filter(({ name }) => name !== 'facility' && name !== 'projectFinance');
    for (const [name, records] of [
      ['contract', contracts],
      ['version', versions],
    ] as const) {
      const content = strToU8(JSON.stringify(records));
      parts[`${name}.json`] = content;
      manifest.parts.find((part) => part.name === name)!.sha256 = createHash('sha256').update(content).digest('hex');
    }
    parts['manifest.json'] = strToU8(JSON.stringify(manifest));
    const to = await openServices(seedEmptyWorkspace());
    try {
      await importBundle(to, await openBundle(to, zipSync(parts)));
      expect(await facilitiesOf(to)).toMatchObject([
        { id: 'prepayment-C-014', commitment: 4e6, contractIds: [C014], rate: { rate: 0.09 } },
      ]);
      const keptVersions = (await listVersions(dbOf(to))).filter(({ contractId }) => contractId === C014);
      expect(keptVersions.length).toBeGreaterThan(0);
      expect(keptVersions.every((version) => JSON.stringify(version.prepayment) === JSON.stringify(PREPAYMENT))).toBe(true);
    } finally {
      await to.close();
    }
  });
});

describe('a facility', () => {
  it('is found by its name and by its lender, and leads to its form', async () => {
    for (const typedText of ['L-2', 'banco l-2']) {
      const { hits } = await services.ask('records.find', { text: typedText, limit: 5 });
      expect(hits.map(({ kind, route }) => [kind, route])).toContainEqual(['facility', '/financing?facility=L-2']);
    }
  });

  it('cannot have the name of another, and a new one begins with a free name', async () => {
    const { facility, version } = await services.ask('financing.facility', { id: prepayment });
    const renamedFacility = { ...facility, name: ' loan L-1 ' };
    const answer = await services.call('financing.save', { facility: renamedFacility, version });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'facility.name', rule: 'taken' }] } },
    });
    const { facility: second } = await services.ask('financing.blank', { kind: 'prepayment', contractId: C014 });
    expect(second.name).toBe('Prepayment under C-014 2');
  });

  it('is named in history with the part that was changed', async () => {
    const last = async () => (await services.ask('history.list', { limit: 1 })).changes[0]?.label;
    const { facility, version } = await services.ask('financing.facility', { id: prepayment });
    await services.ask('financing.save', { facility: { ...facility, rate: { kind: 'fixed', rate: 0.05 } }, version });
    expect(await last()).toMatchObject({ key: 'history.facilityEdited.cost' });
    await services.ask('financing.override', { planId: PlanId.parse('renew-hai-long'), override: { facilityId: prepayment } });
    expect(await last()).toMatchObject({ key: 'history.facilityFollowed' });
    for (let i = 0; i < 2; i++) await services.ask('history.undo', {});
  });
});
