import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentVersion } from '#db/documents/document.ts';
import * as documents from '#db/documents/documents.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '#db/migrate.ts';
import { listBuyers } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { findDraft } from '#db/repositories/drafts.ts';
import { listFacts } from '#db/repositories/facts.ts';
import { getProjectFinance, listFacilities } from '#db/repositories/financing.ts';
import { getHistoryState, listChanges } from '#db/repositories/history.ts';
import { getHouseStyle } from '#db/repositories/houseStyle.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listRecordChanges } from '#db/repositories/recordChanges.ts';
import { listReferences } from '#db/repositories/references.ts';
import { findRunPart, listRuns } from '#db/repositories/runs.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import { SHIPPED_PRICES } from '#db/seeds/prices.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { CHINA_SLUMP } from '#db/seeds/scenarios.ts';
import { DEFAULT_PROJECT_FINANCE } from '#shared/domain/financing.ts';
import { PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { isStoredMessage } from '#shared/messages/shipped.ts';
import { COMPARISON_RUNS } from '../../../core/compare/runFormat.ts';
import { SIMULATION_RUNS } from '../../../core/simulation/runFormat.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { addZoneWeights } from '../../helpers/zoneWeights.ts';

/** One file of every schema version and its content; see the README there. */
const FOLDER = join(import.meta.dirname, '../../golden/workspaces');

type Json = Readonly<Record<string, unknown>>;
type Expected = {
  readonly records: Readonly<Record<string, readonly Json[]>> & {
    readonly settings: Json;
    readonly houseStyle: Json;
    readonly draft: Json;
    readonly projectFinance: Json;
  };
  readonly values: { readonly contracts: Readonly<Record<string, number>>; readonly plans: Json; readonly scenario: number };
};

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const expectedFile = readJson('expected.json') as Expected;

/** The versions from which a file contains something, and from which its changes can be undone: prepayments ended undo. */
const SINCE = { dealVersions: 30, tenders: 40, houseStyle: 70, correlations: 80, euros: 90, undo: 210, financing: 170 } as const;
const EURO_CONTRACT = 'E-fixed';
const SHIPPED_SCENARIO = 'china-slump';

const fileOf = (version: number): string => join(FOLDER, `v${String(version).padStart(4, '0')}.orebook`);

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const openVersion = async (version: number): Promise<Db> => {
  const path = join(services.dataFolder, `opened-${version}.orebook`);
  copyFileSync(fileOf(version), path);
  addZoneWeights(path);
  await services.ctx.workspace.openIncoming({ path });
  return services.ctx.workspace.db();
};

/** A shipped record without its texts, which change with the product. */
const withoutTexts = ({ name: _name, quotation: _quotation, source: _source, note: _note, ...rest }: Json): Json => rest;

const numbersOf = (reference: Json, version: number): Json => {
  const { correlations, ...rest } = withoutTexts(reference);
  return version < SINCE.correlations || correlations === undefined ? rest : { ...rest, correlations };
};

const toPlain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe.each(MIGRATIONS.map(({ version }) => version))('a file of schema %i', (version) => {
  const { records, values } = expectedFile;
  const isInFile = ({ id }: Json): boolean => version >= SINCE.euros || id !== EURO_CONTRACT;
  const contracts = records.contracts!.filter(isInFile);
  let db: Db;
  beforeAll(async () => {
    db = await openVersion(version);
  });

  it('reads every contract, version, bid and override as it was written', async () => {
    expect(toPlain(await listContracts(db))).toEqual(contracts);
    expect(toPlain(await listVersions(db))).toEqual(version >= SINCE.dealVersions ? records.versions : []);
    expect(toPlain((await listTenders(db)).map(({ tender }) => tender))).toEqual(version >= SINCE.tenders ? records.tenders : []);
    const facilities = version >= SINCE.financing ? { facilities: records.facilityOverrides } : {};
    expect(toPlain(await listPlans(db))).toEqual(records.plans!.map((plan) => (plan.id === 'branch' ? { ...plan, ...facilities } : plan)));
  });

  it('reads every other record as it was written', async () => {
    expect(toPlain(await listBuyers(db))).toEqual(records.buyers);
    expect(toPlain(await listProducts(db))).toEqual(records.products);
    expect(toPlain(await listLimits(db))).toEqual(records.limits);
    expect(toPlain(await getSettings(db))).toEqual(records.settings);
    expect(toPlain(await findDraft(db, 'contract', 'C-001'))).toEqual(records.draft);
    if (version >= SINCE.houseStyle) expect(toPlain(await getHouseStyle(db))).toEqual(records.houseStyle);
    const scenarios = (toPlain(await listScenarios(db)) as Json[]).filter(({ id }) => id === 'own-ban');
    expect(scenarios).toEqual(records.scenarios!.filter(({ id }) => id !== SHIPPED_SCENARIO));
    const references = toPlain(await listReferences(db)) as Json[];
    expect(references.map((reference) => numbersOf(reference, version))).toEqual(
      records.references!.map((reference) => numbersOf(reference, version)),
    );
  });

  it('reads facilities and project assumptions as they were written, and the prepayments of contracts as facilities', async () => {
    const isThere = version >= SINCE.financing;
    const prepayments = records.prepayments!.filter(({ contractIds }) => contracts.some(({ id }) => id === (contractIds as string[])[0]));
    // those that were in the terms of contracts come first
    const others = isThere ? records.facilities!.map((facility, i) => ({ ...facility, order: prepayments.length + i })) : [];
    expect(toPlain((await listFacilities(db)).map(({ facility }) => facility))).toEqual([...prepayments, ...others]);
    expect(toPlain((await getProjectFinance(db)).project)).toEqual(isThere ? records.projectFinance : DEFAULT_PROJECT_FINANCE);
  });

  it('stores message keys for shipped data, in every row', async () => {
    const names = (await listReferences(db)).map(({ name, source }) => [name, source]);
    const shippedSources = new Map(REFERENCES.map(({ name, source }) => [name, source]));
    expect(names.filter(([name, source]) => shippedSources.get(name!) !== source)).toEqual([]);
    const slump = (await listScenarios(db)).find(({ id }) => id === SHIPPED_SCENARIO);
    expect(toPlain(slump)).toMatchObject({ name: CHINA_SLUMP.name, note: CHINA_SLUMP.note });
    const prices = await db.selectFrom('shipped_price').select('source').distinct().execute();
    expect(prices.filter(({ source }) => !SHIPPED_PRICES.some((price) => price.source === source))).toEqual([]);
    // public checks and weights of zones are not shown anywhere
    const facts = (await listFacts(db)).filter(({ topic }) => topic !== 'publicCheck' && topic !== 'zoneWeight');
    expect(facts.filter(({ source }) => !isStoredMessage(source))).toEqual([]);
  });

  it('values every contract, plan and scenario as before', async () => {
    const book = await services.book();
    const npvs = Object.fromEntries(book.contracts.map((contract) => [contract.id, book.alone(contract).value.npv]));
    expect(npvs).toEqual(Object.fromEntries(contracts.map(({ id }) => [id, values.contracts[String(id)]])));
    if (version < SINCE.euros) return;
    const plans = book.plans.map(({ id }) => [id, { npv: book.plan(id).value.npv, revenue: book.plan(id).revenue() }]);
    expect(Object.fromEntries(plans)).toEqual(values.plans);
    const scenario = book.plan(PlanId.parse('as-signed')).scenarioValue(ScenarioId.parse('own-ban'));
    expect(scenario?.npv).toBe(values.scenario);
  });

  it('lists its runs, and returns parts that can no longer be read as outdated', async () => {
    const [simulation] = await listRuns(db, SIMULATION_RUNS);
    expect(toPlain(simulation?.head)).toEqual(records.simulations![0]);
    expect(simulation?.isOutdated).toBe(true);
    expect(await findRunPart(db, SIMULATION_RUNS, simulation!.id, 'outcome')).toEqual({ state: 'outdated' });
    const { run, outcome: results } = await services.ask('simulation.get', { id: simulation!.id });
    expect([run?.current, run?.otherVersion, results]).toEqual([false, true, undefined]);
    expect((await services.ask('simulation.list', {})).runs).toEqual([run]);
    const [comparison] = await listRuns(db, COMPARISON_RUNS);
    expect(toPlain(comparison?.head)).toEqual(records.comparisons![0]);
    const storedRun = (readJson('rows.json') as { run: { id: string; result: string }[] }).run.find(({ id }) => id === comparison?.id);
    const outcome = await findRunPart(db, COMPARISON_RUNS, comparison!.id, 'outcome');
    expect(toPlain(outcome)).toEqual({ state: 'readable', value: (JSON.parse(storedRun!.result) as Json).outcome });
  });

  it('lists its changes, and undoes and redoes those within reach of undo', async () => {
    const labels = (await listChanges(db, { kind: 'contract', id: 'E-full', limit: 5 })).map(({ label }) => label.key);
    expect(labels).toEqual(['history.contractEdited']);
    const [edit] = await listRecordChanges(db, { kind: 'contract', id: 'E-full', limit: 5 });
    expect([edit?.before?.note, edit?.after?.note]).toEqual(['', 'Changed']);
    expect(toPlain(edit?.after)).toEqual(contracts.find(({ id }) => id === 'E-full'));
    const { undo } = await getHistoryState(db);
    if (version < SINCE.undo) {
      expect(undo).toBeUndefined();
      return;
    }
    const readNote = async () => (await listContracts(db)).find(({ id }) => id === 'E-full')?.note;
    for (let i = 0; i < 3; i++) await services.ask('history.undo', {});
    expect(await readNote()).toBe('');
    expect((await listScenarios(db)).find(({ id }) => id === 'own-ban')?.note).toBe('Of the user.');
    expect((await getHistoryState(db)).undo).toBeUndefined();
    for (let i = 0; i < 3; i++) await services.ask('history.redo', {});
    expect(toPlain(await listContracts(db))).toEqual(contracts);
    expect(toPlain(await listProducts(db))).toEqual(records.products);
  });
});

describe('the files of earlier versions', () => {
  it('exist for each schema version', () => {
    expect(MIGRATIONS.filter(({ version }) => !existsSync(fileOf(version)))).toEqual([]);
  });

  // A program without the newest upgrade must refuse the file, and it does so by the schema version.
  it('change the schema version with each new version of a stored document', () => {
    const versions = Object.fromEntries(Object.entries(documents).map(([name, document]) => [name, documentVersion(document)]));
    expect({ schema: SCHEMA_VERSION, ...versions }).toEqual({
      schema: 371,
      contractDocument: 1,
      termsDocument: 1,
      versionDocument: 1,
      dealDocument: 1,
      overrideDocument: 1,
      productDocument: 1,
      facilityDocument: 1,
      projectFinanceDocument: 1,
      referenceDocument: 1,
      limitDocument: 1,
      noteDocument: 1,
      decisionDocument: 1,
      scenarioDocument: 1,
      settingsDocument: 1,
      draftDocument: 1,
      changeDocument: 1,
    });
  });
});
