import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDraft } from '#db/repositories/drafts.ts';
import { listFacilities } from '#db/repositories/financing.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { addZoneWeights } from '../../helpers/zoneWeights.ts';

/** The last schema in which a contract's terms held its prepayment; contract E-full has one. */
const BEFORE = join(import.meta.dirname, '../../golden/workspaces/v0190.orebook');
const E_FULL: Prepayment = { amountUsd: 4e7, date: '2025-03-01', annualRate: 0.065, graceMonths: 6, repayMonths: 36 };
const OF_PLAN: Prepayment = { amountUsd: 2e7, date: '2026-08-20', annualRate: 0.05, graceMonths: 3, repayMonths: 24 };
const OF_BID: Prepayment = { amountUsd: 5e6, date: '2026-12-01', annualRate: 0.08, graceMonths: 0, repayMonths: 12 };
const OF_VERSION: Prepayment = { amountUsd: 1e7, date: '2026-09-09', annualRate: 0.07, graceMonths: 1, repayMonths: 18 };

type TermsJson = { payment: { prepayment?: Prepayment } }[];

const setPrepayment = (terms: TermsJson, prepayment: Prepayment | undefined): void => {
  for (const { payment } of terms) {
    delete payment.prepayment;
    if (prepayment !== undefined) payment.prepayment = prepayment;
  }
};

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

/** Opens a copy of the file after some changes to its rows. */
const open = async (name: string, change: (file: DatabaseSync) => void): Promise<Db> => {
  const path = join(services.dataFolder, `${name}.orebook`);
  copyFileSync(BEFORE, path);
  const file = new DatabaseSync(path);
  change(file);
  file.close();
  addZoneWeights(path);
  await services.ctx.workspace.openIncoming({ path });
  return services.ctx.workspace.db();
};

const editJson = <T>(file: DatabaseSync, table: string, column: string, condition: string, edit: (json: T) => void): void => {
  const { json } = file.prepare(`SELECT ${column} AS json FROM ${table} WHERE ${condition}`).get() as { json: string };
  const value = JSON.parse(json) as T;
  edit(value);
  file.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${condition}`).run(JSON.stringify(value));
};

describe('a file whose plans, bids, versions and drafts hold prepayments', () => {
  let db: Db;
  beforeAll(async () => {
    db = await open('prepaid', (file) => {
      file.exec(`INSERT INTO plan (id, name, note, archived, version)
        SELECT id || '-' || n, name || n, note, archived, version FROM plan, (SELECT 'same' AS n UNION SELECT 'none') WHERE id = 'branch'`);
      file.exec(`INSERT INTO plan_override (plan_id, contract_id, terms)
        SELECT plan_id || '-' || n, contract_id, terms FROM plan_override, (SELECT 'same' AS n UNION SELECT 'none')
        WHERE plan_id = 'branch' AND contract_id = 'E-full'`);
      editJson(file, 'plan_override', 'terms', "plan_id = 'branch-none'", (terms: TermsJson) => setPrepayment(terms, undefined));
      editJson(file, 'plan_override', 'terms', "plan_id = 'branch' AND contract_id = 'E-full'", (terms: TermsJson) =>
        setPrepayment(terms, OF_PLAN),
      );
      editJson(file, 'tender_bid', 'deal', "id = 'T-1-2'", ({ terms }: { terms: TermsJson }) => setPrepayment(terms, OF_BID));
      editJson(file, 'deal_version', 'deal', "id = 'C-042-2'", ({ terms }: { terms: TermsJson }) => setPrepayment(terms, OF_VERSION));
      const draft = file.prepare('INSERT INTO draft (kind, id, fields) VALUES (?, ?, ?)');
      draft.run('contract', 'E-full', JSON.stringify({ 'terms.0.payment.prepayment.amountUsd': '45,', note: 'Half' }));
      const freshContract = { id: 'new', note: '', terms: [{ payment: { prepayment: OF_BID } }] };
      draft.run('contract', 'new', JSON.stringify({ record: freshContract, 'terms.0.payment.prepayment.repayMonths': '1o' }));
    });
  });

  /** The value of a contract with a prepayment set off by the engine, beside it. */
  const expectValue = async (contract: OfftakeContract, prepayment: Prepayment | null) => {
    const book = await services.book();
    const state = { ...contract, prepayment };
    const [contractValue, expectedContract] = [book.alone(contract).value.contracts[0]!, book.alone(state).value.contracts[0]!];
    expect([contractValue.npv, contractValue.flows]).toEqual([expectedContract.npv, expectedContract.flows]);
    return contractValue;
  };

  it('values the contract, its plans and the bid with the prepayments that their terms had, month by month', async () => {
    const book = await services.book();
    const contract = book.contracts.find(({ id }) => id === 'E-full')!;
    await expectValue(contract, E_FULL);
    for (const [plan, prepayment] of [
      ['as-signed', E_FULL],
      ['branch', OF_PLAN],
      ['branch-same', E_FULL],
      ['branch-none', null],
    ] as const) {
      const planId = PlanId.parse(plan);
      const entryOf = (valuedPlan: ReturnType<typeof book.plan>) =>
        valuedPlan.value.contracts.find(({ contractId }) => contractId === contract.id);
      const plannedValue = book.plan(planId);
      const { contract: deal } = plannedValue.portfolio.contracts.find(({ contract: { id } }) => id === contract.id)!;
      const expectedEntry = entryOf(book.withDraft({ ...deal, prepayment } as OfftakeContract, planId))!;
      expect([plan, entryOf(plannedValue)?.npv, entryOf(plannedValue)?.flows]).toEqual([plan, expectedEntry.npv, expectedEntry.flows]);
      expect(expectedEntry.flows.some(({ kind }) => kind === 'prepayment')).toBe(prepayment !== null);
    }
    const bids = (await listTenders(db)).flatMap(({ tender }) => tender.bids);
    const bid = bids.find(({ deal }) => deal.id === 'T-1-2')!;
    expect((await expectValue(bid.deal, OF_BID)).flows.some(({ kind }) => kind === 'prepayment')).toBe(true);
  });

  it('keeps the facility of a plan out of others, and excludes that of the contract from a plan with another or none', async () => {
    const facilities = (await listFacilities(db)).map(({ facility }) => facility);
    expect(facilities.map(({ id, inBaseline, order }) => [id, inBaseline, order]).slice(0, 4)).toEqual([
      ['prepayment-E-full', true, 0],
      ['prepayment-E-refined', true, 1],
      ['prepayment-E-full-2', false, 2],
      ['prepayment-T-1-2', true, 3],
    ]);
    expect(facilities[2]).toMatchObject({ commitment: 2e7, contractIds: ['E-full'], note: 'Date of receipt: 2026-08-20.' });
    expect(facilities[3]).toMatchObject({ commitment: 5e6, contractIds: [], bidId: 'T-1-2' });
    const plans = new Map((await listPlans(db)).map(({ id, facilities: overrides = [] }) => [String(id), overrides]));
    const own = (id: string) => plans.get(id)!.filter(({ facilityId }) => facilityId.startsWith('prepayment'));
    expect(own('branch')).toEqual([
      { facilityId: 'prepayment-E-full', included: false },
      { facilityId: 'prepayment-E-full-2', included: true },
    ]);
    expect(own('branch-none')).toEqual([{ facilityId: 'prepayment-E-full', included: false }]);
    expect(own('branch-same')).toEqual([]);
  });

  it('keeps the prepayment of a version beside its deal', async () => {
    const versions = (await listVersions(db)).filter(({ contractId }) => contractId === 'C-042');
    expect(versions.map(({ prepayment }) => prepayment)).toEqual([undefined, OF_VERSION, undefined]);
    const { rows } = await services.ask('versions.list', { contractId: versions[0]!.contractId });
    const book = await services.book();
    expect(rows[1]?.changedParts).toContain('prepayment');
    const state = { ...versions[1]!.deal, prepayment: OF_VERSION };
    expect(rows[1]?.npv?.value).toBe(book.withDraft(state).value.contracts.find(({ contractId }) => contractId === 'C-042')?.npv);
  });

  it('keeps what was typed into a prepayment as a note', async () => {
    expect(await findDraft(db, 'contract', 'E-full')).toEqual({ note: 'Half' });
    const { facility } = (await listFacilities(db))[0]!;
    expect(facility.note).toBe("Date of receipt: 2025-03-01. Unfinished entries of the contract's prepayment: amountUsd 45,.");
    const { record } = (await findDraft(db, 'contract', 'new')) as { record: { note: string; terms: unknown } };
    expect(record.terms).toEqual([{ payment: {} }]);
    expect(record.note).toContain('repayMonths 1o');
    expect(record.note).toContain('"amountUsd":5000000');
  });

  it('ends undo, which would bring prepayments back into terms', async () => {
    expect((await getHistoryState(db)).undo).toBeUndefined();
  });
});

it('a file without prepayments can undo its changes after the upgrade', async () => {
  const db = await open('plain', (file) => {
    file.exec('UPDATE contract_terms SET prepayment = NULL');
    editJson(file, 'plan_override', 'terms', "plan_id = 'branch' AND contract_id = 'E-full'", (terms: TermsJson) =>
      setPrepayment(terms, undefined),
    );
    file.exec(`UPDATE history_row SET "before" = json_set("before", '$.prepayment', NULL), "after" = json_set("after", '$.prepayment', NULL)
      WHERE table_name = 'contract_terms'`);
  });
  expect((await listFacilities(db)).length).toBe(2);
  for (let i = 0; i < 3; i++) await services.ask('history.undo', {});
  expect((await services.book()).contracts.find(({ id }) => id === 'E-full')?.note).toBe('');
  for (let i = 0; i < 3; i++) await services.ask('history.redo', {});
  expect((await services.book()).contracts.find(({ id }) => id === 'E-full')?.note).toBe('Changed');
});

it('prepayments beyond the calendar of a workspace are moved to its bounds', async () => {
  const db = await open('bounds', (file) => {
    const update = file.prepare('UPDATE contract_terms SET prepayment = ? WHERE contract_id = ?');
    update.run(JSON.stringify({ ...E_FULL, amountUsd: 5e13, date: '1970-01-01' }), 'E-full');
    update.run(JSON.stringify({ ...E_FULL, date: '2120-01-01', graceMonths: 60, repayMonths: 240 }), 'E-refined');
  });
  const [earlyFacility, lateFacility] = (await listFacilities(db)).map(({ facility }) => facility);
  expect(earlyFacility).toMatchObject({ commitment: 1e12, draws: [{ month: 23880 }], firstRepayment: 23881, finalMaturity: 23881 });
  expect(lateFacility).toMatchObject({ draws: [{ month: 25199 }], firstRepayment: 25200, finalMaturity: 25200 });
});
