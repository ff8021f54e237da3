import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Figure, Verdict } from '#shared/contract/figure.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { figureText, renderLabel } from '#shared/presentation/message.ts';
import { readContractPage } from '../../helpers/contractPage.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { seedGeneratedBook } from '../../helpers/generatedBook.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
const AS_SIGNED = PlanId.parse('as-signed');
const RENEW = PlanId.parse('renew-hai-long');
const SPREAD = PlanId.parse('spread-three-ways');
const SOLD = ContractId.parse('C-014');

const numberOf = ({ value }: Figure): number => Number(value);

/** Lowers the planned production of the product of C-014 to a share of it. */
const produce = async (share: number) => {
  const { contract } = await services.ask('contracts.get', { id: SOLD });
  const { product, version } = await services.ask('products.get', { id: contract.productId });
  const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * share }));
  await services.ask('products.save', { product: { ...product, production }, version });
  return product;
};

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

describe('a plan that sells more than it produces', () => {
  test('is named with tonnes short and damages on every page that ranks or summarises it', async () => {
    const product = await produce(0.5);
    const plan = (await services.book()).plan();
    const years = plan.oversold().filter(({ productId }) => productId === product.id);
    expect(years.length).toBeGreaterThan(0);
    const short = years.reduce((sum, oversoldYear) => sum + oversoldYear.shortage, 0);
    const damages = years.reduce((sum, oversoldYear) => sum + oversoldYear.damages, 0);
    expect(damages).toBeGreaterThan(0);
    const sentenceFigures = { product: { value: product.name }, tonnes: { value: short } };

    const overview = await services.ask('overview.get', {});
    expect(overview.verdict[0]).toMatchObject({ key: expect.stringMatching(/^oversold\.verdict\./), figures: sentenceFigures });
    expect(overview.dates[0]).toMatchObject({ kind: 'oversold', who: { name: product.name }, worth: { value: damages } });

    const list = await services.ask('plans.list', {});
    const row = list.rows.find(({ id }) => id === plan.plan.id)!;
    expect(row.oversold[0]).toMatchObject({ productId: product.id, short: { value: short }, damages: { value: damages } });
    expect(list.verdict[0]!.key).toMatch(/^oversold\.verdict\./);
    // the page of the product says what is cut in its year, with the damages that the plans have for it
    const { year } = await services.book();
    const { verdict } = await services.ask('products.get', { id: product.id });
    const { damages: damagesInYear } = verdict.find(({ key }) => key === 'products.verdictCut')!.figures;
    expect(numberOf(damagesInYear!)).toBeCloseTo(numberOf(row.oversold[0]!.years.find((line) => line.year === year)!.damages), 3);

    const comparison = await services.ask('compare.get', { planIds: [AS_SIGNED, RENEW, SPREAD], scope: 'whole' });
    expect(comparison.verdict[0]!.key).toMatch(/^oversold\.verdict\./);
    const cells = comparison.rows.find(({ key }) => key === 'oversold')!.cells;
    expect(numberOf(cells[0]!.figure)).toBeCloseTo(short, 3);
    expect(cells[0]!.figure.state).toBe('breached');
    expect(numberOf(comparison.rows.find(({ key }) => key === 'damages')!.cells[0]!.figure)).toBeCloseTo(damages, 1);

    const { findings } = await services.ask('health.list', {});
    expect(findings.find(({ kind }) => kind === 'oversold')).toMatchObject({ about: { name: product.name } });

    for (const subject of [{ planId: AS_SIGNED }, { boardOf: AS_SIGNED }, { boardOf: RENEW }] as const) {
      const { pages } = await services.ask('summaries.preview', { subject, view: 'internal' });
      expect(JSON.stringify(pages)).toContain('oversold.title');
      const sentences = pages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'sentences' ? block.sentences : [])));
      const oversoldSentences = sentences
        .filter(({ key }) => key.startsWith('oversold.verdict.'))
        .map((sentence) => JSON.stringify(sentence));
      expect(oversoldSentences.length).toBeGreaterThan(0);
      // the chapter of a deal that the plan adds says it again, of that deal
      if (!('boardOf' in subject && subject.boardOf === RENEW)) expect(new Set(oversoldSentences).size).toBe(oversoldSentences.length);
    }
    await services.ask('history.undo', {});
  });

  test('states on a contract its own part and the whole shortage of the product', async () => {
    const product = await produce(0.5);
    const { contract } = await services.ask('contracts.get', { id: SOLD });
    const { warnings, effect } = await readContractPage(services, contract);
    const book = await services.book();
    const [first] = book
      .plan()
      .oversold()
      .filter(({ productId }) => productId === product.id);
    const ownShortage = first!.contracts.find(({ contractId }) => contractId === SOLD)!;
    expect(warnings.find(({ message }) => message.key === 'warning.oversold')?.message.values).toMatchObject({
      year: first!.year,
      product: product.name,
      tonnes: { value: expect.closeTo(ownShortage.cut, 6) },
      short: { value: expect.closeTo(first!.shortage, 6) },
    });
    expect(ownShortage.cut).toBeLessThan(first!.shortage);
    expect(effect.oversold[0]!.key).toMatch(/^oversold\.verdict\./);
    // the sentences on the stored plan, whatever is typed
    const largerDeal = {
      ...contract,
      terms: contract.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear: 200_000 } })),
    };
    const { oversold } = await services.ask('contracts.preview', { contract: largerDeal });
    expect(oversold).toEqual((await services.ask('overview.get', {})).verdict.slice(0, oversold.length));
    expect(oversold[0]!.figures.tonnes!.value).toBe(effect.oversold[0]!.figures.tonnes!.value);
    expect(effect.rows.map(({ key }) => key)).toEqual(expect.arrayContaining(['oversold', 'damages']));
    await services.ask('history.undo', {});
  });

  test('warns on a contract whose priority contradicts its damages, and not on one served first for its higher damages', async () => {
    await produce(0.5);
    const { contract } = await services.ask('contracts.get', { id: SOLD });
    const warningOf = async (terms: { readonly deliveryPriority: number; readonly damagesShare: number }) => {
      const { warnings } = await services.ask('contracts.preview', { contract: { ...contract, ...terms } });
      return warnings.find(({ message }) => message.key === 'warning.priority');
    };
    expect(await warningOf({ deliveryPriority: 2, damagesShare: 0.2 })).toMatchObject({
      path: 'deliveryPriority',
      message: { values: { cut: contract.code, last: 2, more: { value: 0.2 } } },
    });
    expect(await warningOf({ deliveryPriority: 2, damagesShare: 0 })).toBeUndefined();
    expect(await warningOf({ deliveryPriority: 1, damagesShare: 0.2 })).toBeUndefined();
    await services.ask('history.undo', {});
  });

  test('is named with the tonnes short of each product, and two tonnes do not read as a large shortage', async () => {
    await produce(0.5);
    const { destinationYear } = await services.ask('overview.get', {});
    const { products } = await services.ask('products.list', {});
    const { product, version } = products.find((entry) => entry.product.metal === 'iron')!;
    const { nominal } = (await services.book())
      .plan()
      .commitments()
      .find(({ productId }) => productId === product.id)!
      .years.find(({ year }) => year === destinationYear)!;
    const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: year === destinationYear ? nominal - 2 : tonnes }));
    await services.ask('products.save', { product: { ...product, production }, version });
    const { verdict, destinations } = await services.ask('overview.get', {});
    expect(renderLabel(verdict[1]!.figures.products!.label!)).toBe('Iron ore fines (2\u00a0dmt)');
    const { oversold } = destinations.find(({ productId }) => productId === product.id)!;
    expect(Number(figureText(oversold!, 'm').text)).toBeGreaterThan(0);
    for (let acts = 0; acts < 2; acts++) await services.ask('history.undo', {});
  });

  test('labels destinations and commitments above production', async () => {
    const product = await produce(0.5);
    const { destinations, destinationYear } = await services.ask('overview.get', {});
    const line = destinations.find(({ productId }) => productId === product.id)!;
    const oversoldYear = (await services.book())
      .plan()
      .oversold()
      .find(({ productId, year }) => productId === product.id && year === destinationYear)!;
    expect(numberOf(line.oversold!)).toBeCloseTo(oversoldYear.shortage / oversoldYear.planned, 9);
    const { commitments } = await services.ask('diversification.get', {});
    expect(numberOf(commitments.find(({ productId }) => productId === product.id)!.oversold!)).toBeCloseTo(oversoldYear.shortage, 6);
    await services.ask('history.undo', {});
  });

  test('is served in another order by priorities of the plan alone, at once; one undo restores the order', async () => {
    await produce(0.5);
    const shortages = async (id: PlanId) => (await services.ask('plans.get', { id })).shortages;
    const cutOf = async (id: PlanId) => {
      const row = (await shortages(id)).find(({ contractId }) => contractId === SOLD)!;
      return { priority: row.deliveryPriority, cut: row.years.reduce((sum, { cut }) => sum + cut, 0), damages: row.damages };
    };
    const [before, otherCut] = [await cutOf(AS_SIGNED), await cutOf(RENEW)];
    expect(before.priority).toBe(1);
    const set = (value: number) =>
      services.ask('plans.override', { id: AS_SIGNED, edits: [{ contractId: SOLD, field: 'deliveryPriority', value }] });
    expect((await set(0)).refused).toMatchObject([{ edit: 0, rule: 'notAPriority' }]);
    expect((await set(2)).refused).toEqual([]);
    const last = await cutOf(AS_SIGNED);
    expect(last.priority).toBe(2);
    expect(last.cut).toBeGreaterThan(before.cut);
    expect(last.damages).toBeGreaterThan(before.damages);
    expect(await cutOf(RENEW)).toEqual(otherCut);
    expect((await services.ask('contracts.get', { id: SOLD })).contract.deliveryPriority).toBeUndefined();
    expect((await services.ask('plans.get', { id: AS_SIGNED })).overrides).toMatchObject([
      { contractId: SOLD, field: 'deliveryPriority', agreed: 1 },
    ]);
    await services.ask('history.undo', {});
    expect(await cutOf(AS_SIGNED)).toEqual(before);
    await services.ask('history.undo', {});
  });

  test('that delivers nothing is named as such, with what would change it', async () => {
    const product = await produce(0);
    const { verdict } = await services.ask('overview.get', {});
    expect(verdict[0]).toMatchObject({ key: 'oversold.verdict.nothing', figures: { product: { value: product.name } } });
    await services.ask('history.undo', {});
  });

  test('that earns nothing at deck prices has no share of net revenue to gain or lose in a scenario', async () => {
    const { products } = await services.ask('contracts.options', {});
    for (const { id } of products) {
      const { product, version } = await services.ask('products.get', { id });
      await services.ask('products.save', { product: { ...product, production: [] }, version });
    }
    const [sentence] = (await services.ask('cycles.get', {})).verdict;
    expect(sentence?.key).toBe('cycles.verdict.gainOnly');
    expect(Number(sentence?.figures.gain?.value)).toBeGreaterThan(0);
    for (const _ of products) await services.ask('history.undo', {});
  });

  test('has one line for many products on the overview, before the deadlines, with what all of them cost', async () => {
    const { products } = await services.ask('contracts.options', {});
    const { dates: datesBefore } = await services.ask('overview.get', {});
    for (const { id } of products) {
      const { product, version } = await services.ask('products.get', { id });
      const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * 0.1 }));
      await services.ask('products.save', { product: { ...product, production }, version });
    }
    const years = (await services.book()).plan().oversold();
    const count = new Set(years.map(({ productId }) => productId)).size;
    expect(count).toBeGreaterThan(2);
    const { dates } = await services.ask('overview.get', {});
    expect(dates[0]).toMatchObject({
      kind: 'oversold',
      who: { key: 'overview.dates.oversoldProducts', values: { count, year: Math.min(...years.map(({ year }) => year)) } },
    });
    const worth = dates[0]!.worth!;
    expect(numberOf(worth)).toBeCloseTo(
      years.reduce((sum, { damages }) => sum + damages, 0),
      3,
    );
    expect(worth.explanation!.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(numberOf(worth), 3);
    const comparison = await services.ask('compare.get', { planIds: [AS_SIGNED, RENEW], scope: 'whole' });
    const comparedCell = comparison.rows.find(({ key }) => key === 'damages')!.cells[0]!.figure;
    expect([comparedCell.value, comparedCell.identity]).toEqual([worth.value, worth.identity]);
    expect(dates.slice(1).map(({ kind, date }) => [kind, date])).toEqual(datesBefore.map(({ kind, date }) => [kind, date]));
    for (const _ of products) await services.ask('history.undo', {});
  });

  test('leaves no trace in a plan that can be delivered, nor in one without contracts', async () => {
    expect((await services.book()).plan().oversold()).toEqual([]);
    const { verdict, dates } = await services.ask('overview.get', {});
    expect(verdict.some(({ key }) => key.startsWith('oversold.'))).toBe(false);
    expect(dates.some(({ kind }) => kind === 'oversold')).toBe(false);
    const emptyServices = await openServices(seedEmptyWorkspace());
    const { rows, verdict: plans } = await emptyServices.ask('plans.list', {});
    expect([rows[0]!.oversold, rows[0]!.hasLimits]).toEqual([[], false]);
    expect(plans.map(({ key }) => key)).toContain('plans.verdictNoLimits');
    await emptyServices.close();
  });
});

test('a deal that becomes the largest of its product names that it prices spot sales before its start too', async () => {
  const { contract } = await services.ask('contracts.get', { id: SOLD });
  const { product, version } = await services.ask('products.get', { id: contract.productId });
  const { spotPrice: _own, ...withoutSpot } = product;
  await services.ask('products.save', { product: withoutSpot, version });
  const terms = contract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: 300_000 } }));
  const effect = await services.ask('contracts.effect', { contract: { ...contract, terms } });
  expect(effect.spotTerms).toMatchObject({ key: 'effect.spotTerms', values: { product: product.name, after: 'C-014' } });
  const smallTerms = contract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: 1_000 } }));
  expect((await services.ask('contracts.effect', { contract: { ...contract, terms: smallTerms } })).spotTerms).toBeUndefined();

  // a plan without the deal says so wherever it is weighed against the plan with it
  const { id } = await services.ask('plans.createFrom', { from: AS_SIGNED, name: 'Nothing to Hai Long' });
  await services.ask('plans.include', { id, contractId: SOLD, included: false });
  const stated = ({ verdict }: { readonly verdict: Verdict }) => verdict.filter(({ key }) => key === 'compare.verdict.spotTerms');
  const comparisonSentence = stated(await services.ask('compare.get', { planIds: [AS_SIGNED, id] }));
  expect(comparisonSentence).toMatchObject([
    { figures: { product: { value: product.name }, own: { value: effect.spotTerms?.values?.before }, other: { value: 'C-014' } } },
  ]);
  expect(stated(await services.ask('plans.list', {}))).toContainEqual(comparisonSentence[0]);
  for (let acts = 0; acts < 2; acts++) await services.ask('history.undo', {});
  await services.ask('history.undo', {});
});

test('many oversold plans of many products are stated in few sentences: a plan with its largest shortage and the number of the others, the rest by name', async () => {
  const largeServices = await openServices(
    seedGeneratedBook({ contracts: 120, buyers: 30, plans: 2, overridesPerPlan: 5, committedShare: 2 }),
  );
  try {
    const { verdict, rows } = await largeServices.ask('plans.list', {});
    expect(rows.filter(({ oversold }) => oversold.length > 2).length).toBe(5);
    const keys = verdict.map(({ key }) => key).filter((key) => key.startsWith('oversold.verdict.'));
    expect(keys.filter((key) => key === 'oversold.verdict.othersCounted').length).toBe(1);
    expect(keys.length).toBe(3);
    const countSentence = verdict.find(({ key }) => key === 'oversold.verdict.othersCounted');
    const { count, tonnes } = countSentence!.figures;
    expect(count?.route).toMatch(/^\/plans\?plan=/);
    const [, nextProduct] = rows.find(({ id }) => count?.route?.endsWith(id))!.oversold;
    expect(tonnes).toMatchObject({ value: nextProduct!.short.value, unit: 'dmt' });
    expect(keys.at(-1)).toBe('oversold.verdict.otherPlans');
    const planIds = rows.slice(0, 4).map(({ id }) => id);
    const comparison = await largeServices.ask('compare.get', { planIds, scope: 'whole' });
    expect(comparison.verdict.filter(({ key }) => key === 'oversold.verdict.otherPlans').length).toBe(1);
  } finally {
    await largeServices.close();
  }
});
