import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDeckPoints } from '#db/repositories/decks.ts';
import { listFacts } from '#db/repositories/facts.ts';
import { monthOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read, readSheets, sheet } from './importFiles.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterAll(() => services.close());

const points = () => listDeckPoints(services.ctx.workspace.db());

/** Months from May 1989 to July 2026, so that some lie before the deck and some after the valuation date. */
const MONTHS = Array.from({ length: monthOf(2026, 8) - monthOf(1989, 5) }, (_, i) => monthOf(1989, 5) + i);
const monthLabel = (month: number): string => `${Math.floor(month / 12)}M${String((month % 12) + 1).padStart(2, '0')}`;
const pinkSheet = sheet('Monthly Prices', [
  ['World Bank Commodity Price Data (The Pink Sheet)'],
  ['Updated on June 02, 2026'],
  [null, 'Copper', 'Iron ore, cfr spot **', 'Gold'],
  [null, '($/mt)', '($/dmtu)', '($/troy oz)'],
  ...MONTHS.map((month) => [monthLabel(month), 9000 + (month % 7), 100 + (month % 5), '…']),
]);

describe('a price file', () => {
  it('adds actual prices from 1990, or 2006 for iron ore, to the valuation month, lists what it excludes, and is one undo', async () => {
    const importChoice = guessedChoice(await readSheets(services, [pinkSheet]));
    expect(importChoice.choice).toMatchObject({ kind: 'prices', series: [{ reference: 'CU' }, { reference: 'FE62' }] });
    const { rows } = await services.ask('imports.check', importChoice);
    expect(rows.map(({ target, outcome, count, note }) => [target, outcome, count, note?.key])).toEqual([
      ['CU', 'added', 437, 'imports.series.late'],
      ['FE62', 'added', 245, 'imports.series.ironBefore2006'],
    ]);
    expect(await points()).toEqual([]);
    await services.waitForJob(await services.ask('imports.apply', importChoice));
    const storedPoints = await points();
    expect(storedPoints).toHaveLength(437 + 245);
    expect(storedPoints.find(({ reference, month }) => reference === 'CU' && month === monthOf(2026, 5))).toMatchObject({
      deck: 'base',
      price: 9000 + (monthOf(2026, 5) % 7),
      origin: 'source',
      source: 'World Bank Pink Sheet, monthly averages, updated June 02, 2026',
    });
    expect((await services.ask('imports.check', importChoice)).counts).toEqual({ added: 0, changed: 0, same: 2, refused: 0 });
    await services.ask('history.undo', {});
    expect(await points()).toEqual([]);
  });

  it('is rejected for a reference of another unit, with both units', async () => {
    const file = await readSheets(services, [pinkSheet]);
    const key = file.kind === 'prices' ? (file.series[0]?.key ?? '') : '';
    const gold = file.kind === 'prices' ? file.references.find(({ code }) => code === 'AU') : undefined;
    const { rows } = await services.ask('imports.check', {
      id: file.id,
      choice: { kind: 'prices', series: gold ? [{ key, reference: gold.code }] : [] },
    });
    expect(rows[0]).toMatchObject({
      outcome: 'refused',
      issues: [{ message: { key: 'imports.series.unitOther', values: { stated: '$/mt', wanted: 'USD/toz' } } }],
    });
  });
});

describe('a customs file', () => {
  const HEADS =
    'Classification,Year,Period,Trade Flow Code,Reporter Code,Reporter,Partner Code,Partner,Commodity Code,Commodity,Netweight (kg),Trade Value (US$)';
  const tradeLine = (partner: string, value: number): string =>
    `HS,2023,2023,1,156,China,${partner},2603,Copper ores and concentrates,${value * 3},${value}`;
  const csv = (world: number): string =>
    [HEADS, tradeLine('0,World', world), tradeLine("384,C\u00f4te d'Ivoire", 100), tradeLine('152,Chile', 300)].join('\r\n');
  const shares = async () =>
    (await listFacts(services.ctx.workspace.db(), { topic: 'supplierShare', metal: 'copper' })).filter(({ year }) => year === 2023);

  it('in Latin-1 adds a table of suppliers to China, and is one undo', async () => {
    const before = await shares();
    const importChoice = guessedChoice(await read(services, 'TradeData.csv', Buffer.from(csv(400), 'latin1')));
    await services.waitForJob(await services.ask('imports.apply', importChoice));
    const addedFacts = (await shares()).filter(({ source }) => source.startsWith('UN Comtrade, HS 2603'));
    expect(addedFacts.map(({ subject, value }) => [shippedText(subject), value])).toEqual([
      ['Chile', 75],
      ['Côte d’Ivoire', 25],
    ]);
    await services.ask('history.undo', {});
    expect(await shares()).toEqual(before);
  });

  it('whose partners sum to twice the world is excluded until the user decides otherwise', async () => {
    const file = await read(services, 'TradeData.csv', csv(200));
    expect(file.kind === 'trade' && file.commodities[0]).toMatchObject({
      warnings: [{ key: 'imports.trade.doubled', values: { ratio: 2 } }],
    });
    expect(guessedChoice(file).choice).toEqual({ kind: 'trade', commodities: [] });
  });
});
