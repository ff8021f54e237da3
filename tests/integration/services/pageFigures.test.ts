import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { identityKey, listIdentifiedFigures } from '#shared/contract/identifiedFigures.ts';
import { CONTRACT_QUERIES, PAGE_FIGURE, PAGE_QUERIES, type PageQuery } from '#shared/contract/pageQueries.ts';
import { ContractId, FacilityId, TenderId } from '#shared/domain/ids.ts';
import { isMessageKey } from '#shared/messages/text.ts';
import { targetOfFigure } from '#shared/presentation/figureTarget.ts';
import { workbookOnDeck } from '../../../core/portfolio/portfolio.ts';
import { answerPageQuery } from '../../../core/sensitivity/pageFigures.ts';
import { sensitivityModel } from '../../../core/sensitivity/sensitivityModel.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const contractId = ContractId.parse('C-042');

let services: Services;
/** Inputs of the queries of pages, those of a record with one of each kind. */
let inputs: readonly { readonly call: PageQuery; readonly input: Record<string, unknown> }[];

beforeAll(async () => {
  services = await openServices();
  const { ask } = services;
  const { buyers } = await services.book();
  const groups = (await ask('buyers.list', {})).rows.flatMap(({ group }) => group?.id ?? []);
  const [product] = (await ask('products.list', {})).products;
  const plans = (await ask('plans.list', {})).rows.map(({ id }) => id);
  const limit = (await ask('limits.board', {})).rows.find(({ state }) => state === 'breached')!.limit;
  const [tender] = (await ask('tenders.list', {})).rows;
  const ofRecord: Partial<Record<PageQuery, Record<string, unknown>>> = {
    'contracts.preview': {},
    'contracts.effect': {},
    'contracts.months': {},
    'contracts.clauses': {},
    'buyers.get': { id: [...buyers.keys()][0] },
    'buyerGroups.get': { id: groups[0] },
    'products.get': { id: product!.product.id },
    'plans.get': { id: plans[0] },
    'plans.difference': { id: plans[1] },
    'limits.get': { id: limit.id },
    'financing.get': { caseId: 'lender' },
    'financing.breakEven': { caseId: 'low' },
    'compare.get': { planIds: plans.slice(0, 3) },
    'compare.scenarios': { planIds: plans.slice(0, 3) },
    'compare.decks': { planId: plans[0] },
    'tenders.get': { id: TenderId.parse(tender!.head.id) },
  };
  inputs = PAGE_QUERIES.map((call) => ({ call, input: ofRecord[call] ?? {} }));
});
afterAll(() => services.close());

type Figures = ReadonlyMap<string, number>;

/** Every identified figure of every query, by query and identity. */
const figuresOf = async (ctx: Services['ctx'], contract: unknown): Promise<Figures> => {
  const figures = new Map<string, number>();
  for (const { call, input } of inputs) {
    const answer = await answerPageQuery(ctx, call, CONTRACT_QUERIES.has(call) ? { ...input, contract } : input);
    for (const { identity, value } of listIdentifiedFigures(answer)) figures.set(`${call} ${identityKey(identity)}`, value);
  }
  return figures;
};

const differences = (a: Figures, b: Figures): readonly string[] =>
  [...a].flatMap(([key, value]) => {
    const otherValue = b.get(key);
    if (otherValue === undefined) return [`${key}: ${value}, none`];
    return Math.abs(value - otherValue) <= 1e-6 * Math.max(1, Math.abs(value)) ? [] : [`${key}: ${value}, ${otherValue}`];
  });

test('every kind of figure of a page is measured as the page shows it, and named', async () => {
  const { planId } = (await services.book()).settings;
  const { contract } = await services.ask('contracts.get', { id: contractId });
  const kinds = new Set<string>();
  const differences: string[] = [];
  for (const { call, input } of inputs) {
    const askedContract = CONTRACT_QUERIES.has(call) ? { contractId } : {};
    const answer = await answerPageQuery(services.ctx, call, CONTRACT_QUERIES.has(call) ? { ...input, contract } : input);
    for (const { identity, value, unit = 'usd', at } of listIdentifiedFigures(answer, call)) {
      const target = targetOfFigure(identity, planId);
      const kind = [
        identity.measure,
        identity.subject.split(':')[0],
        typeof identity.period,
        target.kind,
        identity.variant === undefined,
      ].join(' ');
      if (target.kind === 'none' || kinds.has(kind)) continue;
      kinds.add(kind);
      const request =
        target.kind === 'page'
          ? { ...askedContract, target: PAGE_FIGURE, figure: { call, input: input as Record<string, string>, identity, unit, decimals: 1 } }
          : {
              target: target.key,
              ...(target.contractId === undefined ? {} : { contractId: ContractId.parse(target.contractId) }),
              ...(target.year === undefined ? {} : { year: target.year }),
            };
      const { figure } = await services.ask('sensitivity.figure', request);
      if (
        Math.abs(Number(figure.value) - value) > 1e-9 * Math.max(1, Math.abs(value)) &&
        !(target.kind === 'catalogue' && figure.unit === 'text')
      )
        differences.push(`${at} ${target.kind}: ${value}, ${figure.value}`);
      if (target.kind === 'page' && !isMessageKey(`figure.measure.${identity.measure}`)) differences.push(`${identity.measure}: no name`);
    }
  }
  expect(kinds.size).toBeGreaterThan(100);
  expect(differences).toEqual([]);
});

describe('a query asked under an assumption', () => {
  const contractOf = async () => (await services.ask('contracts.get', { id: contractId })).contract;

  it.each([
    ['tonnes of a contract', 'terms.0.quantity.tonnesPerYear', 1.4],
    ['the amount of a facility', `facility.${FacilityId.parse('sierra-verde-loan')}`, 0.6],
  ])('answers what it answers after the edit is stored: %s', async (_name, key, factor) => {
    const model = await sensitivityModel(services.ctx, { contractId });
    const driver = model.drivers.find((candidate) => candidate.key === key) ?? model.drivers.find(({ group }) => group === 'facility')!;
    const value = Math.round(driver.now! * factor);
    // at an earlier value, whose unchanged contracts are not valued again
    const earlierScope = await model.at([{ driver, value: Math.round(0.9 * value) }]);
    await figuresOf(earlierScope.assumedContext!(), earlierScope.contract);
    const scope = await model.at([{ driver, value }]);
    const before = await figuresOf(services.ctx, await contractOf());
    const assumedFigures = await figuresOf(scope.assumedContext!(), scope.contract);
    await services.ask('sensitivity.apply', { contractId, driver: driver.key, value });
    try {
      const after = await figuresOf(services.ctx, await contractOf());
      expect(differences(after, before).length).toBeGreaterThan(100);
      expect(differences(after, assumedFigures)).toEqual([]);
    } finally {
      await services.ask('history.undo', {});
    }
  });

  it('answers what it answers after all decks are entered in proportion: a price', async () => {
    const model = await sensitivityModel(services.ctx, { contractId });
    const driver = model.drivers.find(({ key }) => key === 'price.CU')!;
    const scope = await model.at([{ driver, value: 0.8 * driver.now! }]);
    const before = await figuresOf(services.ctx, await contractOf());
    const assumedFigures = await figuresOf(scope.assumedContext!(), scope.contract);
    // read before the changes, because some decks follow the base deck
    const { decks } = await services.book();
    const books = await Promise.all(decks.map(async ({ id }) => ({ id, book: await workbookOnDeck(id)(services.ctx) })));
    for (const { id, book } of books) {
      const laterPrices = book.deck.get('CU')!.filter(({ month }) => month > book.valuationMonth);
      const points = laterPrices.map(({ reference, month, price }) => ({ reference, month, price: 0.8 * price }));
      await services.ask('decks.set', { deck: id, points });
    }
    const after = await figuresOf(services.ctx, await contractOf());
    expect(differences(after, before).length).toBeGreaterThan(100);
    expect(differences(after, assumedFigures)).toEqual([]);
  });
});
