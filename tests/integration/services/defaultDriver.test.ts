import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Input, Output } from '#shared/contract/contract.ts';
import { listIdentifiedFigures } from '#shared/contract/identifiedFigures.ts';
import { CONTRACT_QUERIES, PAGE_FIGURE, type PageQuery } from '#shared/contract/pageQueries.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { answerPageQuery } from '../../../core/sensitivity/pageFigures.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const copperContract = ContractId.parse('C-016');
/** A contract whose first terms ended before the valuation. */
const changedContract = ContractId.parse('C-001');

type Options = Output<'sensitivity.options'>;
type Opened = { readonly options: Options; readonly driver: string };

const firstDriver = ({ targets }: Options, target: string, year?: number): string => {
  const { drivers, years } = targets.find(({ key }) => key === target)!;
  return drivers[year === undefined ? 0 : years.indexOf(year)] ?? drivers[0]!;
};

/** Opens a figure of a page as its menu does, with a contract if the answer names one. */
const openFigure = async (
  call: PageQuery,
  input: Record<string, string>,
  measure: FigureMeasure,
  subject: string,
  contractId?: ContractId,
): Promise<Opened> => {
  const contract = contractId && (await services.ask('contracts.get', { id: contractId })).contract;
  const answer = await answerPageQuery(services.ctx, call, CONTRACT_QUERIES.has(call) ? { ...input, contract } : input);
  const foundFigure = listIdentifiedFigures(answer).find(({ identity }) => identity.measure === measure && identity.subject === subject);
  if (foundFigure === undefined) throw new Error(`${call} has no ${measure} of ${subject}`);
  const { identity, unit = 'usd' } = foundFigure;
  const question: Input<'sensitivity.options'> = {
    ...(contractId && { contractId }),
    figure: { call, input, identity, unit, decimals: 1 },
  };
  const openedOptions = await services.ask('sensitivity.options', question);
  const options =
    openedOptions.contractToOpen === undefined
      ? openedOptions
      : await services.ask('sensitivity.options', { ...question, contractId: openedOptions.contractToOpen });
  return { options: { ...options, contractToOpen: openedOptions.contractToOpen }, driver: firstDriver(options, PAGE_FIGURE) };
};

it('a figure of a contract begins with its charge or premium, one in tonnes with its tonnes, and a price line with its own term', async () => {
  const options = await services.ask('sensitivity.options', { contractId: copperContract });
  for (const target of ['deal.npv', 'deal.netPrice', 'deal.revenue', 'plan.npv', 'paths.dealRevenue.mean'])
    expect(firstDriver(options, target), target).toMatch(/^terms\.0\.price\.treatmentCharge\./);
  expect(firstDriver(options, 'paths.dealTonnes.mean')).toBe('terms.0.quantity.tonnesPerYear');
  expect(firstDriver(options, 'plan.china')).toBe('terms.0.quantity.tonnesPerYear');
  const subject = `contract:${copperContract}`;
  const ofLine = async (part: string) =>
    (await openFigure('contracts.preview', {}, 'netPricePart', `${subject}/${part}`, copperContract)).driver;
  expect(await ofLine('freight')).toBe('terms.0.delivery.freightUsdPerWmt');
  expect(await ofLine('payable.Cu')).toBe('terms.0.price.payables.0.payable');
  expect(await ofLine('payable.Ag')).toBe('price.AG');
});

it('terms that changed begin with those in force in the year of the figure', async () => {
  const options = await services.ask('sensitivity.options', { contractId: changedContract });
  const { years } = options.targets.find(({ key }) => key === 'deal.revenue')!;
  expect(firstDriver(options, 'deal.npv')).toMatch(/^terms\.1\./);
  for (const year of years) expect(firstDriver(options, 'deal.revenue', year)).toMatch(/^terms\.1\./);
});

it('a figure of a product or a buyer begins with the price of its metal, in tonnes with the tonnes of its largest contract', async () => {
  const product = 'copper-concentrate';
  expect((await openFigure('products.get', { id: product }, 'spotPrice', `product:${product}`)).driver).toBe('price.CU');
  const { buyerId } = (await services.book()).contracts.find(({ id }) => id === copperContract)!;
  expect((await openFigure('buyers.get', { id: buyerId }, 'grossValue', `buyer:${buyerId}`)).driver).toBe('price.CU');
  const { options, driver } = await openFigure('products.get', { id: product }, 'committedShare', `product:${product}`);
  const openedContract = (await services.book()).contracts.find(({ id }) => id === options.contractToOpen)!;
  expect(openedContract.productId).toBe(product);
  expect(driver).toBe('terms.0.quantity.tonnesPerYear');
});

it('a facility begins with its own amount, and a ratio of the debt with the largest one', async () => {
  const { facilities } = await services.book();
  const options = await services.ask('sensitivity.options', {});
  for (const { id } of facilities) expect(firstDriver(options, `allInCost.${id}`)).toBe(`facility.${id}`);
  const amounts = options.drivers.filter(({ group }) => group === 'facility');
  const largestFacility = amounts.reduce((a, b) => (b.now! > a.now! ? b : a));
  expect(firstDriver(options, 'financing.minimumDscr')).toBe(largestFacility.key);
  expect(firstDriver(options, 'financing.debtCapacity')).toMatch(/^price\./);
});

it('a figure of the plan begins with the price that moves it most', async () => {
  const options = await services.ask('sensitivity.options', {});
  const today = Number((await services.ask('sensitivity.figure', { target: 'plan.npv' })).figure.value);
  const effects: { readonly key: string; readonly usd: number }[] = [];
  for (const { key, now } of options.drivers.filter(({ group }) => group === 'price')) {
    const rows = { driver: key, low: now!, high: 1.1 * now!, steps: 1 };
    const { cells } = await services.waitForJob(await services.ask('sensitivity.table', { target: 'plan.npv', rows }), 'sensitivity');
    effects.push({ key, usd: Math.abs(cells[1]![0]! - today) });
  }
  const [largestEffect] = effects.toSorted((a, b) => b.usd - a.usd);
  expect(firstDriver(options, 'plan.npv')).toBe(largestEffect!.key);
});

it('a figure that the driver of its kind leaves as it is begins with one that moves it, if there is one', async () => {
  const figures = listIdentifiedFigures(await answerPageQuery(services.ctx, 'financing.get', {}));
  // cash after the loan is repaid comes from prices; what is entered has no driver and begins with that of its kind
  const drivers = {
    distribution: 'price.CU',
    closingCash: 'facility.senior-loan',
    openingCash: 'facility.senior-loan',
    fixedCost: 'price.CU',
    tax: 'price.CU',
  };
  for (const [measure, driver] of Object.entries(drivers)) {
    const { identity, unit = 'usd' } = figures.findLast((listedFigure) => listedFigure.identity.measure === measure)!;
    const figure = { call: 'financing.get' as const, input: {}, identity, unit, decimals: 1 };
    expect(firstDriver(await services.ask('sensitivity.options', { figure }), PAGE_FIGURE), measure).toBe(driver);
  }
});
