import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LinesChart } from '#shared/contract/charts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { DeckId, PlanId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { withLocale } from '../../../core/locale.ts';
import { crawlCharts } from '../../helpers/chartCrawl.ts';
import { crawlDifferences } from '../../helpers/differenceCrawl.ts';
import { findDifferent, findMissing, readCsvAmounts, readPayments } from '../../helpers/documentFigures.ts';
import {
  crawlAnswerLabels,
  crawlCures,
  crawlFigures,
  crawlUnidentified,
  crawlUnits,
  findAmbiguousLabels,
  findAmbiguousPlaces,
  findConflicts,
  findShownConflicts,
} from '../../helpers/figureCrawl.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { findWithoutTarget } from '../../helpers/targetCrawl.ts';
import { type Corpus, crawlWorkspace, figureQueries } from '../../helpers/workspaceCrawl.ts';

const expectConsistent = ({ figures, labels, answerLabels, unidentified, wrongCures, wrongUnits, wrongDifferences }: Corpus) => {
  expect.soft(findConflicts(figures)).toEqual([]);
  expect.soft(findShownConflicts(figures)).toEqual([]);
  expect.soft(findAmbiguousLabels(labels)).toEqual([]);
  expect.soft(findAmbiguousPlaces(answerLabels)).toEqual([]);
  expect.soft(unidentified).toEqual([]);
  expect.soft(wrongCures).toEqual([]);
  expect.soft(wrongUnits).toEqual([]);
  expect.soft(wrongDifferences).toEqual([]);
};

const FORMATS = ['pdf', 'docx', 'xlsx', 'html', 'md'] as const;

/** Writes the documents of a corpus as files and compares them with its figures. */
const expectSameInFiles = async (
  services: Services,
  { figures, documents }: Corpus,
  formats: readonly (typeof FORMATS)[number][] = FORMATS,
) => {
  const write = async (request: SummaryRequest, format: SummaryFormat) => {
    const { artefact } = await services.waitForJob(await services.ask('summaries.export', { ...request, format }), 'document');
    return new Uint8Array(await services.readArtefact(artefact));
  };
  const { contracts, ...book } = await services.book();
  const idOf = (code: string) => contracts.find((contract) => contract.code === code)?.id;
  const differences: string[] = [];
  for (const { request, blocks } of documents) {
    if (request.view !== 'internal') continue;
    const { language = 'en' } = request;
    for (const format of formats) {
      const bytes = await write(request, format);
      const missingFigures = await withLocale(language, () => findMissing(format, bytes, blocks));
      differences.push(...missingFigures.map((what) => `${format} ${language} ${JSON.stringify(request.subject)}: ${what}`));
      if (format !== 'xlsx' || !('contractIds' in request.subject)) continue;
      const [sheet, basis] = withLocale(language, () => [
        text('summaries.sheet.payments'),
        text('figure.basis.inPlan', { plan: book.plan().plan.name }),
      ]);
      const payments = readPayments(bytes, sheet!);
      expect(payments.basis).toBe(basis);
      expect(payments.amounts.length).toBeGreaterThan(0);
      differences.push(...findDifferent(payments.amounts, figures, idOf, 1));
    }
    if (!('contractIds' in request.subject)) continue;
    const title = withLocale(language, () =>
      text('figure.withBasis', {
        label: text('summaries.csv.years'),
        basis: text('figure.basis.inPlan', { plan: book.plan().plan.name }),
      }),
    );
    const amounts = readCsvAmounts(await write(request, 'csv'), title);
    expect(amounts.length).toBeGreaterThan(5);
    differences.push(...findDifferent(amounts, figures, idOf, 0.01));
  }
  expect(differences).toEqual([]);
};

describe('a figure is the same number wherever it is shown', () => {
  let services: Services;
  beforeAll(async () => {
    services = await openServices();
    const settings = { ...DEFAULT_SIMULATION, paths: 256 };
    await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
    const planIds = (await services.ask('plans.list', {})).rows.slice(0, 3).map(({ id }) => id);
    await services.waitForJob(await services.ask('compare.run', { planIds, settings }), 'comparison');
    const notedDecision = { title: 'Keep the plan', why: '', decidedOn: '2026-06-02' };
    await services.ask('decisions.add', { ...notedDecision, figures: [{ target: 'plan.npv' }, { target: 'plan.china' }] });
    await services.ask('decisions.add', { ...notedDecision, title: 'Sign nothing', figures: [{ target: 'plan.npv' }] });
  });
  afterAll(() => services.close());

  it('in every answer and document of the sample mine', async () => {
    const corpus = await crawlWorkspace(services);
    expect(corpus.figures.length).toBeGreaterThan(100);
    expect(figureQueries().filter((name) => !corpus.asked.has(name))).toEqual([]);
    expectConsistent(corpus);
    expect(findWithoutTarget(corpus.figures, (await services.book()).settings.planId)).toEqual([]);
    const { documents, ...rest } = corpus;
    const writtenDocuments = documents.filter(
      ({ request: { language, subject } }) => 'contractIds' in subject || (language === 'en' && !('planId' in subject)),
    );
    await expectSameInFiles(services, { ...rest, documents: writtenDocuments });
  });

  it('with another plan than the baseline chosen', async () => {
    await services.ask('plans.choose', { id: PlanId.parse('spread-three-ways') });
    expectConsistent(await crawlWorkspace(services));
  });

  it('with another deck than the base deck chosen', async () => {
    await services.ask('settings.save', { deck: DeckId.parse('low') });
    const corpus = await crawlWorkspace(services, false);
    expectConsistent(corpus);
    expect(new Set(corpus.figures.map(({ identity }) => identity.deck))).toContain('low');
  });

  it('where the plan sells more than is produced', async () => {
    const { products } = await services.ask('products.list', {});
    for (const { product, version } of products) {
      const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * 0.6 }));
      await services.ask('products.save', { product: { ...product, production }, version });
    }
    const corpus = await crawlWorkspace(services);
    expectConsistent(corpus);
  });
});

describe('a new workspace with one deal', () => {
  it('has one value for it before and after signing, on pages and in files', async () => {
    const services = await openServices();
    try {
      const tonnes = [2026, 2027, 2028, 2029, 2030, 2031].map((year) => ({ year, tonnes: 100_000 }));
      await services.ask('workspace.create', {
        name: 'A first mine',
        discountRate: 0.1,
        products: [{ name: 'Concentrate', metal: 'copper', tonnes }],
      });
      await services.ask('buyers.save', await services.ask('buyers.blank', {}));
      const { contract } = await services.ask('contracts.template', { key: 'copperConcentrateCif' });
      await services.ask('contracts.save', { contract });
      expectConsistent(await crawlWorkspace(services, false));
      const { version } = await services.ask('contracts.get', { id: contract.id });
      await services.ask('contracts.save', { contract: { ...contract, status: 'signed' }, version });
      const corpus = await crawlWorkspace(services, false);
      expectConsistent(corpus);
      await expectSameInFiles(services, corpus);
    } finally {
      await services.close();
    }
  });
});

describe('the comparison of figures', () => {
  const npv = (value: number, fields: object = {}) => ({
    value,
    unit: 'usd',
    decimals: 0,
    identity: { measure: 'npv', subject: 'plan', plan: 'as-signed', deck: 'base', period: 'plan', yearBasis: 'payment', ...fields },
  });
  const row = (value: number, fields: object = {}) => ({ label: { key: 'compare.npv' }, cells: [{ figure: npv(value, fields) }] });

  it('finds one identity with two values', () => {
    const answers = (second: number) => [...crawlFigures({ npv: npv(100) }, 'one()'), ...crawlFigures({ rows: [row(second)] }, 'other()')];
    expect(findConflicts(answers(100))).toEqual([]);
    expect(findConflicts(answers(101))).toEqual([expect.stringContaining('100 (one().npv), 101 (other().rows.0.cells.0.figure)')]);
  });

  it('finds a figure that has neither a target of goal seek nor a reason to have none', () => {
    const find = (call: string, fields: object = {}) =>
      findWithoutTarget(crawlFigures({ npv: npv(100, fields) }, `${call}()`), 'as-signed');
    expect(find('products.list')).toEqual([]);
    expect(find('products.list', { measure: 'spotTonnes' })).toEqual([expect.stringContaining('products.list().npv')]);
    expect(find('products.get', { measure: 'spotTonnes' })).toEqual([]);
    expect(find('products.list', { measure: 'plannedTonnes' })).toEqual([]);
  });

  it('finds values of charts without an identity, and none that state why', () => {
    const series = { label: { name: 'Revenue' }, role: 'ink', fill: 'solid', values: [1, 2] };
    const categories = [2026, 2027].map((year) => ({ label: { name: String(year) }, period: year }));
    const chart = { kind: 'bars', title: { name: 'Revenue' }, categories };
    const { identity } = npv(0);
    const find = (...parts: object[]) => crawlCharts({ chart: { ...chart, series: parts } }, 'one()').unidentified;
    expect(find({ ...series, identity }, { ...series, identity: { none: 'entered' } })).toEqual([]);
    expect(find({ ...series, identity }, series)).toEqual(['one().chart.series.1: no identity']);
    expect(find({ ...series, identity: [identity, null] })).toEqual(['one().chart.series.0: no identity']);
    expect(find({ ...series, identity: { none: 'earlierRun' } })).toEqual(['one().chart.series.0: earlierRun']);
    const withoutPeriods = { ...chart, categories: categories.map(({ label }) => ({ label })), series: [{ ...series, identity }] };
    expect(crawlCharts(withoutPeriods, 'one()').unidentified).toEqual(['one().series.0: no period, percentile or subject']);
    const band = { points: [{ x: 2027, low: 1, high: 2 }], identity };
    expect(crawlCharts({ kind: 'lines', title: {}, xKind: 'year', series: [], bands: [band] }, 'one()').unidentified).toEqual([
      'one().bands.0: no period, percentile or subject',
    ]);
  });

  it('finds stacked parts that do not add up to a figure, also where a document shows millions', () => {
    const { identity } = npv(0);
    const part = (value: number, measure: string) => ({ values: [value], identity: { ...identity, measure } });
    const chart = (second: number) => ({
      kind: 'bars',
      title: {},
      categories: [{ period: 2027 }],
      series: [part(60e6, 'takeOrPayRevenue'), part(second, 'revenueAboveTakeOrPay')],
      sums: [{ identity: { ...identity, measure: 'revenue' }, series: [0, 1] }],
    });
    const view = { kind: 'bars', title: 'Revenue', unitSize: 1e6, categories: [{ period: 2027 }], series: [part(100, 'revenue')] };
    const compare = (second: number) =>
      findConflicts([...crawlCharts(chart(second), 'page()').figures, ...crawlCharts(view, 'document()').figures]);
    expect(compare(40e6)).toEqual([]);
    expect(compare(40.8e6)).toEqual([expect.stringContaining('100800000 (page().sums.0.0)')]);
  });

  it('reads a chart of a run that was stored before charts had identities', () => {
    const series = { label: { name: 'Median' }, role: 'ink', style: 'solid', points: [], endLabel: true };
    const chart = { kind: 'lines', title: { name: 'Net revenue' }, summary: { name: '' }, unit: 'usd', decimals: 0, xKind: 'year' };
    expect(LinesChart.parse({ ...chart, series: [series] }).series[0]!.identity).toEqual({ none: 'earlierRun' });
  });

  it('finds a label that stands for two figures of an answer', () => {
    const labels = (fields: object) => crawlAnswerLabels({ rows: [row(1), row(2, fields)] }, 'one()');
    expect(findAmbiguousPlaces(labels({}))).toEqual([]);
    expect(findAmbiguousPlaces(labels({ period: 2027 }))).toHaveLength(1);
  });

  it('finds an amount without an identity', () => {
    const { identity: _identity, ...bare } = npv(1);
    const find = (figure: object) => crawlUnidentified({ rows: [{ figure }] }, 'one()', (fields) => fields === 'one.rows.level');
    expect(find(npv(1))).toEqual([]);
    expect(find(bare)).toEqual(['one().rows.0.figure (one.rows.figure): 1 usd']);
    expect(find({ ...bare, unit: 'count' })).toEqual([]);
    expect(crawlUnidentified({ rows: [{ level: bare }] }, 'one()', (fields) => fields === 'one.rows.level')).toEqual([]);
  });

  it('finds a difference that does not agree with the two values beside it', () => {
    const share = (value: number) => ({ value, unit: 'fraction', decimals: 1 });
    const change = { value: 0.0214, unit: 'points', decimals: 1, sign: true };
    const row = { now: share(0.0894), signed: share(0.1108), change };
    expect(crawlDifferences({ rows: [row] }, 'one()')).toEqual(['one().rows.0.change: +2.1 beside 8.9 and 11.1']);
    expect(crawlDifferences({ rows: [{ ...row, change: { ...change, between: { value: 0.1108, from: 0.0894 } } }] }, 'one()')).toEqual([]);
  });

  it('finds a figure that is read as two numbers', () => {
    const answers = (otherFields: object) => [
      ...crawlFigures({ npv: npv(2_140_000) }, 'one()'),
      ...crawlFigures({ npv: { ...npv(2_140_000), ...otherFields } }, 'other()'),
    ];
    expect(findShownConflicts(answers({}))).toEqual([]);
    expect(findShownConflicts(answers({ between: { value: 11_600_000, from: 8_940_000 } }))).toHaveLength(1);
  });

  it('finds a figure under the unit of another', () => {
    const column = {
      label: { key: 'oversold.short' },
      unit: { key: 'line.member', values: { name: 'dmt' } },
      align: 'right',
      weight: 1,
    } as const;
    const find = (figure: Figure) => crawlUnits([{ kind: 'table', columns: [column], rows: [[{ figure }]] }], 'one()');
    expect(find({ value: 5000, unit: 'dmt', decimals: 1 })).toEqual(['one().0.0.0: kdmt under dmt']);
    expect(find({ value: 2027, unit: 'year', decimals: 0 })).toEqual([]);
  });

  it('finds a limit that is cured and breached', () => {
    const figure = { value: 0.668, unit: 'fraction', decimals: 1 };
    const effectWith = (state: string) => {
      const limit = { id: 'china', name: 'China', level: { ...figure, value: 0.6 }, direction: 'atMost', state, before: 'breached' };
      const changedRow = { key: 'chinaShare', label: { key: 'effect.chinaShare' }, now: figure, signed: figure, change: figure, limit };
      return { effect: { plan: 'Base plan', year: 2028, rows: [changedRow], warned: [], breached: [], cured: ['China'], oversold: [] } };
    };
    expect(crawlCures(effectWith('breached'), 'one()')).toEqual(['one().effect: China']);
    expect(crawlCures(effectWith('holds'), 'one()')).toEqual([]);
  });
});
