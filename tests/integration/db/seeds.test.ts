import { describe, expect, it } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { scenarioLibrary } from '#db/migrations/0020_scenario_library.ts';
import { shippedKeys } from '#db/migrations/0140_shipped_keys.ts';
import { listCountries } from '#db/repositories/countries.ts';
import { removeDeckPoints, saveDeckPoints } from '#db/repositories/decks.ts';
import { listFacts } from '#db/repositories/facts.ts';
import { listScenarios, removeScenario } from '#db/repositories/scenarios.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { COUNTRIES } from '#db/seeds/countries.ts';
import { FACTS } from '#db/seeds/facts.ts';
import { CODES } from '#db/seeds/referenceCodes.ts';
import { CHINA_SLUMP, SCENARIOS } from '#db/seeds/scenarios.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { monthOf } from '#shared/domain/time.ts';
import { listDeckSeries } from '../../../core/portfolio/deckSeries.ts';
import { catchFailure, changeAsUser, createPath, createWorkspace, openFile } from './workspaceFiles.ts';

const pointsOf = async (
  workspace: Workspace,
  deck: DeckId,
  code: string,
): Promise<(year: number, month: number) => DeckPoint | undefined> => {
  const points = await listDeckSeries(workspace.db, { deck, from: monthOf(2006, 1), to: monthOf(2036, 12) });
  return (year, month) => points.find((point) => point.reference === code && point.month === monthOf(year, month));
};

describe('a seeded workspace', () => {
  it('contains every fact, country and scenario that ships', async () => {
    const workspace = await createWorkspace();
    expect(await listFacts(workspace.db)).toEqual(FACTS);
    expect(await listFacts(workspace.db, { topic: 'importValue', metal: 'copper' })).toHaveLength(2);
    expect((await listCountries(workspace.db)).map((country) => country.code).sort()).toEqual(
      COUNTRIES.map((country) => country.code).sort(),
    );
    expect(new Set(await listScenarios(workspace.db))).toEqual(new Set(SCENARIOS));
  });

  it('gets the library of scenarios from its migration like a new one, unless it has no shipped scenario', async () => {
    const oldWorkspace = await createWorkspace();
    await changeAsUser(oldWorkspace, async (tx) => {
      for (const { id } of SCENARIOS) if (id !== CHINA_SLUMP.id) await removeScenario(tx, id);
    });
    oldWorkspace.raw.exec('DROP TRIGGER IF EXISTS history_scenario_insert');
    oldWorkspace.raw.exec(scenarioLibrary.sql);
    oldWorkspace.raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0); ALTER TABLE run ADD COLUMN result TEXT');
    shippedKeys.run(oldWorkspace.raw, () => undefined);
    expect(new Set(await listScenarios(oldWorkspace.db))).toEqual(new Set(SCENARIOS));
    const unseededWorkspace = await createWorkspace();
    await changeAsUser(unseededWorkspace, async (tx) => {
      for (const { id } of SCENARIOS) await removeScenario(tx, id);
    });
    unseededWorkspace.raw.exec('DROP TRIGGER IF EXISTS history_scenario_insert');
    unseededWorkspace.raw.exec(scenarioLibrary.sql);
    expect(await listScenarios(unseededWorkspace.db)).toEqual([]);
  });

  it("prices copper by fixing, by annual mean, and flat at the latest three months' mean to 2036", async () => {
    const copper = await pointsOf(await createWorkspace(), 'base', 'CU');
    expect(copper(2026, 5)).toMatchObject({ price: 13543.19, origin: 'source' });
    expect(copper(2009, 2)).toMatchObject({ price: 5149.74, origin: 'filled' });
    const flat = (12528.71 + 12950.96 + 13543.19) / 3;
    expect(copper(2026, 6)!.price).toBeCloseTo(flat, 9);
    expect(copper(2036, 12)).toMatchObject({ price: copper(2026, 6)!.price, origin: 'filled' });
  });

  it('uses the copper benchmark of 2026 as published and continues it as estimated', async () => {
    const charge = await pointsOf(await createWorkspace(), 'base', CODES.copperCharge);
    expect([charge(2025, 12)?.price, charge(2026, 12)?.price, charge(2027, 1)?.price]).toEqual([21.25, 0, 0]);
    expect([charge(2026, 12)?.origin, charge(2027, 1)?.origin]).toEqual(['source', 'filled']);
  });

  it('has a price for every reference in every month from 2026 to 2036, in all three decks', async () => {
    const workspace = await createWorkspace();
    for (const deck of ['low', 'base', 'high'] as const) {
      const points = await listDeckSeries(workspace.db, { deck, from: monthOf(2026, 1), to: monthOf(2036, 12) });
      expect(points).toHaveLength(Object.keys(CODES).length * 11 * 12);
      expect(points.filter((point) => !Number.isFinite(point.price))).toEqual([]);
    }
  });

  it('moves forwards with an entered fixing, and restores the shipped one when it is deleted', async () => {
    const workspace = await createWorkspace();
    const may = { reference: CODES.lithiumCarbonate, month: monthOf(2026, 5) };
    await changeAsUser(workspace, (tx) => saveDeckPoints(tx, 'high', [{ ...may, price: 15_000, origin: 'user', source: 'Week 20' }]));
    const spodumene = await pointsOf(workspace, 'base', 'SC6');
    expect(spodumene(2026, 5)?.price).toBeCloseTo(1500, 9);
    expect(spodumene(2026, 6)?.price).toBeCloseTo(1100, 9);
    await changeAsUser(workspace, (tx) => removeDeckPoints(tx, 'high', [may]));
    expect((await pointsOf(workspace, 'base', 'SC6'))(2026, 5)?.price).toBeCloseTo(900, 9);
    const copper = { reference: CODES.copper, month: monthOf(2026, 5) };
    await changeAsUser(workspace, (tx) => saveDeckPoints(tx, 'base', [{ ...copper, price: 1, origin: 'user', source: '' }]));
    await changeAsUser(workspace, (tx) => removeDeckPoints(tx, 'base', [copper]));
    expect((await pointsOf(workspace, 'base', 'CU'))(2026, 5)).toMatchObject({ price: 13543.19, origin: 'source' });
  });

  it('estimates again when the valuation month moves', async () => {
    const workspace = await createWorkspace();
    const settings = await getSettings(workspace.db);
    await changeAsUser(workspace, async (tx) => {
      await saveSettings(tx, { ...settings, valuationDate: '2026-06-30' });
      await saveDeckPoints(tx, 'base', [{ reference: CODES.copper, month: monthOf(2026, 6), price: 12_000, origin: 'user', source: '' }]);
    });
    const copper = await pointsOf(workspace, 'base', 'CU');
    expect(copper(2026, 7)!.price).toBeCloseTo((12950.96 + 13543.19 + 12_000) / 3, 9);
    // June has no entered price of zinc: it stays at the forward.
    const zinc = await pointsOf(workspace, 'low', 'ZN');
    expect(zinc(2026, 6)!.price).toBeCloseTo((3182.26 + 3363.81 + 3482.3) / 3, 9);
    expect(zinc(2026, 6)!.origin).toBe('filled');
  });

  it('needs settings to know which months are past', async () => {
    const workspace = await openFile(createPath(), { shouldCreate: true });
    const failure = await catchFailure(listDeckSeries(workspace.db, { deck: 'base', from: monthOf(2026, 1), to: monthOf(2026, 2) }));
    expect(failure.code).toBe('NOT_FOUND');
  });
});
