import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '#shared/contract/contract.ts';
import { ContractId, ReferenceCode, ScenarioId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { standardName } from '#shared/presentation/standardNames.ts';
import { withLocale } from '../../../core/locale.ts';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { renderAnswer } from '../../helpers/renderAnswer.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { shippedTexts } from '../../helpers/shippedTexts.ts';
import { guessedChoice, read } from '../imports/importFiles.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const deal = { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'internal' as const };
const HAN = /\p{Script=Han}/u;

const pdfOf = async (language?: 'en' | 'zh-CN') => {
  const { artefact, fileName } = await services.waitForJob(
    await services.ask('summaries.export', { ...deal, format: 'pdf', ...(language ? { language } : {}) }),
    'document',
  );
  return { fileName, pages: await readPdfPages(await services.readArtefact(artefact)) };
};

describe('the language of a workspace', () => {
  it('is English at first, and a document can be Chinese nevertheless', async () => {
    const { pages } = await pdfOf('zh-CN');
    const printedText = pages.map(({ text }) => text).join('');
    expect(printedText).toContain('照付不议');
    expect(printedText).toContain('信用证');
    expect(printedText).toContain('2027年8月');
    expect(printedText).not.toMatch(/take-or-pay|Payable|Quantity|Break-even|discount/i);
    expect(pages[0]?.text).toContain(`第 1 页，共 ${pages.length} 页`);
  });

  it('a preview in the other language has the texts of its document', async () => {
    const { pages } = await services.ask('summaries.preview', { ...deal, language: 'zh-CN' });
    const words = JSON.stringify(pages);
    expect(words).toContain('盈亏平衡价');
    // names that Orebook has given: product, limits, contract; the buyer keeps its own
    for (const name of ['铜精矿', '中国，可计价值占比', '单一集团，铜', 'Hai Long Smelting，铜']) expect(words).toContain(name);
    expect(words).not.toMatch(/Copper concentrate|China, payable value|One group, copper|The parties negotiate|Import duties|Each August/);
    expect(words).not.toContain('summaries.head.');
    // the name in samples of earlier versions
    expect(withLocale('zh-CN', () => standardName('China, revenue'))).toBe('中国，收入占比');
  });

  it('changes documents but no facts, can’t be undone, and is stored in the file', async () => {
    const facts = await services.ask('overview.get', {});
    const before = await services.ask('workspace.state', {});
    await services.ask('settings.save', { language: 'zh-CN' });
    const after = await services.ask('workspace.state', {});
    expect(after.open && after.settings.language).toBe('zh-CN');
    expect(after.open && after.undo).toEqual(before.open && before.undo);
    const label = after.open && after.revision;
    expect(label).toBeGreaterThan((before.open && before.revision) || 0);
    expect(await services.ask('overview.get', {})).toEqual(facts);
    const { pages } = await pdfOf();
    expect(pages.map(({ text }) => text).join('')).toContain('折现率');
    const english = await pdfOf('en');
    expect(english.pages.map(({ text }) => text).join('')).not.toMatch(HAN);
  });

  it('and the money scale change the texts of an answer without another call', async () => {
    const { revenue, scenario } = await services.ask('cycles.get', {});
    const read = (language: 'en' | 'zh-CN', moneyScale: 'm' | 'bn') =>
      withLocale(language, () => ({ view: presentChart(revenue, { moneyScale }), name: renderAnswer(scenario.name) }));
    const [english, chinese] = [read('en', 'm'), read('zh-CN', 'bn')];
    expect(english.name).toBe('China slump');
    expect(chinese.name).toBe('中国需求下滑');
    expect(english.view.unit).toContain('m USD');
    expect(chinese.view.unit).toContain('bn USD');
    expect(chinese.view.title).toMatch(HAN);
    expect(english.view.summary).toMatch(/m\sUSD/);
    const [inMillions, inBillions] = [english, chinese].map(({ view }) => view.series[0]!.points[0]!.y);
    expect(inMillions! / inBillions!).toBeCloseTo(1000, 9);
  });

  it('gives exports Chinese headers that an English workspace reads', async () => {
    const { artefact } = await services.ask('exports.write', { format: 'xlsx' });
    const book = await services.readArtefact(artefact);
    await services.ask('settings.save', { language: 'en' });
    const { counts, rows } = await services.ask('imports.check', guessedChoice(await read(services, '导出.xlsx', book)));
    expect(rows.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    expect(counts.same).toBeGreaterThan(140);
    // the file was written in Chinese, and states so
    expect(counts).toMatchObject({ added: 0, changed: 1, refused: 0 });
  });
});

/** Shipped English of more than one word; single words may occur in names that users gave. */
const shippedEnglish = shippedTexts().filter((text) => /\p{L} \p{L}/u.test(text));
/** Shipped English that a reader of the answer sees in Chinese. */
const findEnglish = (answer: unknown): readonly string[] => {
  const words = withLocale('zh-CN', () => JSON.stringify(renderAnswer(answer)));
  return shippedEnglish.filter((text) => words.includes(text));
};

describe('shipped data', () => {
  beforeAll(async () => {
    await services.ask('settings.save', { language: 'zh-CN' });
  });
  afterAll(async () => {
    await services.ask('settings.save', { language: 'en' });
  });

  it('is Chinese in every answer of a Chinese workspace', async () => {
    const { ask } = services;
    const { planId } = (await services.book()).settings;
    const months = { from: monthOf(2026, 1), to: monthOf(2028, 12) };
    const answers: Readonly<Record<string, unknown>> = {
      overview: await ask('overview.get', {}),
      effects: await ask('overview.effects', {}),
      market: await ask('market.get', {}),
      processes: await ask('market.processes', {}),
      correlations: await ask('market.correlations', {}),
      calibration: await ask('market.calibrate', { reference: ReferenceCode.parse('CU') }),
      decks: await ask('decks.get', { deck: 'base', ...months }),
      lowDeck: await ask('decks.get', { deck: 'low', ...months }),
      compared: await ask('decks.compare', { reference: ReferenceCode.parse('LI2CO3') }),
      china: await ask('china.get', {}),
      chinaDisplacements: await ask('china.displacements', {}),
      cycles: await ask('cycles.get', {}),
      library: await ask('scenarios.list', {}),
      compare: await ask('compare.get', {}),
      scenarioCosts: await ask('compare.scenarios', {}),
      simulation: await ask('simulation.options', {}),
      plans: await ask('plans.list', {}),
      openPricing: await ask('openPricing.get', {}),
      health: await ask('health.list', {}),
      exposure: await ask('diversification.get', {}),
      preview: await ask('summaries.preview', { ...deal, language: 'zh-CN' }),
      lender: await ask('summaries.preview', { subject: { planId }, view: 'lender' }),
      counterparty: await ask('summaries.preview', { ...deal, view: 'counterparty' }),
      board: await ask('summaries.preview', { subject: { boardOf: planId }, view: 'internal' }),
    };
    const left = Object.entries(answers).flatMap(([call, answer]) => findEnglish(answer).map((text) => `${call}: ${text}`));
    expect(left).toEqual([]);
  });

  it('is Chinese in a run, in the story of its paths, and in the shock of a loss', async () => {
    const { ask, waitForJob: waitForEnd } = services;
    const settings = { ...DEFAULT_SIMULATION, paths: 256 };
    const { runId: id } = await waitForEnd(await ask('simulation.run', { settings }), 'simulation');
    const run = await ask('simulation.get', { id });
    const path = run.outcome?.worst[0]?.path ?? 0;
    const answers: Readonly<Record<string, unknown>> = {
      run,
      path: await ask('simulation.path', { id, path }),
      reverse: await ask('cycles.reverse', { lost: 0.3 }),
    };
    expect(withLocale('zh-CN', () => JSON.stringify(renderAnswer(answers.path)))).toContain('LME 铜现货');
    expect(Object.entries(answers).flatMap(([call, answer]) => findEnglish(answer).map((text) => `${call}: ${text}`))).toEqual([]);
  });

  it('is English in an English document of a Chinese workspace', async () => {
    const { pages } = await services.ask('summaries.preview', { ...deal, language: 'en' });
    expect(JSON.stringify(pages)).toContain('Copper, LME cash');
  });

  it('is Chinese in every shipped scenario, and stored unchanged', async () => {
    for (const { id } of (await services.book()).scenarios) {
      const { scenario } = await services.ask('scenarios.get', { id });
      expect(findEnglish(scenario), id).toEqual([]);
    }
    expect((await services.book()).scenarios.some(({ name }) => name === storedText('shipped.scenario.china-slump.name'))).toBe(true);
  });

  it('becomes Chinese text of the user in a copy, which stays so in English', async () => {
    const { id } = await services.ask('scenarios.copy', { id: ScenarioId.parse('china-slump') });
    await services.ask('settings.save', { language: 'en' });
    const { scenario } = await services.ask('scenarios.get', { id });
    expect(scenario).toMatchObject({ name: '中国需求下滑（副本）', shipped: false });
    expect(findEnglish(scenario)).toEqual([]);
    await services.ask('settings.save', { language: 'zh-CN' });
  });

  it('is found by its Chinese and by its English name', async () => {
    const findIds = async (text: string) => (await services.ask('records.find', { text, limit: 20 })).hits.map(({ id }) => id);
    expect(await findIds('铜现货')).toContain('CU');
    expect(await findIds('copper lme')).toContain('CU');
  });

  it('reserves its names in both languages', async () => {
    for (const name of ['China slump', '中国需求下滑'])
      await expect(services.ask('scenarios.create', { name })).rejects.toThrow('"rule":"taken"');
  });
});

describe('the sample mine opened in Chinese', () => {
  it('has Chinese names of products, limits, plans and contracts, and the same values', async () => {
    const valuesOf = (rows: Output<'plans.list'>['rows']) =>
      new Map(rows.map(({ id, npv, expectedNpv }) => [id, [npv.value, expectedNpv.value]]));
    const facts = valuesOf((await services.ask('plans.list', {})).rows);
    // a new sample takes the language of the one before it
    await services.ask('settings.save', { language: 'zh-CN' });
    await services.ask('workspace.reset', {});
    const { rows } = await services.ask('plans.list', {});
    expect(rows.map(({ name }) => name)).toContain('与 Hai Long 续约');
    expect(valuesOf(rows)).toEqual(facts);
    const board = await services.ask('limits.board', {});
    expect(board.rows.map(({ limit }) => limit.name)).toContain('单一集团，铜');
    expect(board.products.map(({ name }) => name)).toEqual(expect.arrayContaining(['铜精矿', '锂辉石精矿 SC6']));
    expect((await services.ask('contracts.get', { id: ContractId.parse('C-042') })).contract.name).toBe('Hai Long Smelting，铜 2027–32');
  });
});
