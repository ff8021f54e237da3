import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEAL_FACTS } from '#db/seeds/facts/deals.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { ProductForm } from '#shared/domain/product.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { monthOf } from '#shared/domain/time.ts';
import { dealSentence } from '../../../core/contracts/dealSentence.ts';
import type { Workbook } from '../../../core/portfolio/portfolio.ts';
import { addPrepayment } from '../../helpers/prepayments.ts';
import { sentenceWords } from '../../helpers/sentenceWords.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let book: Workbook;
beforeAll(async () => {
  services = await openServices();
  book = await services.book();
});
afterAll(() => services.close());

type Entered = {
  readonly template: ContractTemplateKey;
  readonly buyer: string;
  readonly product: { readonly name: string; readonly metal: Metal; readonly form: ProductForm };
  readonly change: (contract: OfftakeContract) => OfftakeContract;
  readonly prepayment?: Prepayment;
  /** The published facts that the sentence contains. */
  readonly says: readonly string[];
  /** Published terms that can’t be entered. */
  readonly left?: string;
};

const withDates = (contract: OfftakeContract, from: string, months: number): OfftakeContract => {
  const start = monthOf(Number(from.slice(0, 4)), Number(from.slice(5)));
  return { ...contract, start, end: start + months - 1, terms: contract.terms.map((terms) => ({ ...terms, from: start })) };
};
const changeTerms = (contract: OfftakeContract, change: (terms: Terms) => Partial<Terms>): OfftakeContract => ({
  ...contract,
  terms: contract.terms.map((terms) => ({ ...terms, ...change(terms) })),
});
const tonnes = (contract: OfftakeContract, tonnesPerYear: number): OfftakeContract =>
  changeTerms(contract, ({ quantity }) => ({ quantity: { ...quantity, tonnesPerYear } }));
const fob = (contract: OfftakeContract): OfftakeContract =>
  changeTerms(contract, ({ delivery }) => ({ delivery: { ...delivery, incoterm: 'FOB', loadPort: 'Port Hedland', freightUsdPerWmt: 0 } }));
const spodumene = (name = 'Spodumene concentrate SC6') => ({ name, metal: 'lithium', form: 'spodumene' }) as const;

/** The public deals of the ten metals, each entered with the terms of the product. */
const ENTERED: Readonly<Record<string, Entered>> = {
  'Pilbara Minerals - Canmax': {
    template: 'spodumeneIndex',
    buyer: 'Canmax',
    product: spodumene(),
    change: (contract) =>
      changeTerms(
        tonnes({ ...withDates(contract, '2026-07', 24), renewal: { kind: 'buyerOption', months: 12, noticeMonths: 6 } }, 75_000),
        () => ({
          collar: { level: 'blend', floor: 1000 },
        }),
      ),
    prepayment: { amountUsd: 100e6, date: '2026-07-15', annualRate: 0, graceMonths: 0, repayMonths: 24 },
    says: [
      'We sell Canmax 75 kdmt a year of spodumene concentrate SC6 from Jul 2026 to Jun 2028,',
      'with a floor of 1,000 USD/dmt;',
      'The buyer may extend it by 12 months.',
      'The buyer prepays 100 m USD free of interest, set off over 24 months.',
    ],
    left: 'that the prepayment is unsecured and a condition of the deal: a note',
  },
  'Altura - Weihua': {
    template: 'spodumeneIndex',
    buyer: 'Weihua',
    product: spodumene(),
    change: (contract) => {
      const first = fob(tonnes(withDates(contract, '2026-07', 60), 50_000));
      const [terms] = first.terms;
      const cif = { ...terms!, delivery: { ...terms!.delivery, incoterm: 'CIF' as const, destinationPort: 'Zhangjiagang' } };
      return {
        ...first,
        terms: [
          { ...cif, collar: { level: 'blend', floor: 585, cap: 695 } },
          { ...terms!, from: first.start + 12, collar: { level: 'blend', floor: 550, cap: 950 } },
        ],
      };
    },
    says: [
      'We sell Weihua 50 kdmt a year of spodumene concentrate SC6 from Jul 2026 to Jun 2031, CIF Zhangjiagang,',
      'with a floor of 585.0 USD/dmt and a cap of 695.0 USD/dmt;',
      'Different terms apply from Jul 2027.',
      'from Jul 2027 to Jun 2031, FOB Port Hedland,',
      'with a floor of 550.0 USD/dmt and a cap of 950.0 USD/dmt;',
    ],
  },
  'Bald Hill - Jiangxi Bao Jiang': {
    template: 'spodumeneIndex',
    buyer: 'Jiangxi Bao Jiang',
    product: spodumene('Spodumene concentrate'),
    change: (contract) => {
      const linkedContract = fob(withDates(contract, '2026-07', 60));
      const [terms] = linkedContract.terms;
      return {
        ...linkedContract,
        terms: [
          { ...terms!, price: { basis: 'fixed', amount: 880 } },
          { ...terms!, from: linkedContract.start + 12, collar: { level: 'blend', floor: 680, cap: 1080 } },
        ],
      };
    },
    says: [
      'We sell Jiangxi Bao Jiang',
      'FOB Port Hedland, at a fixed price of 880.0 USD/dmt;',
      'Different terms apply from Jul 2027.',
      'at the index spodumene',
      'with a floor of 680.0 USD/dmt and a cap of 1,080 USD/dmt;',
    ],
    left: 'tonnes and tenor were not published',
  },
  'Pilbara Minerals - Yibin Tianyi': {
    template: 'spodumeneIndex',
    buyer: 'Yibin Tianyi',
    product: spodumene(),
    change: (contract) => tonnes(withDates(contract, '2026-07', 36), 40_000),
    prepayment: {
      amountUsd: 15e6,
      date: '2026-07-15',
      annualRate: 0,
      graceMonths: 0,
      repayMonths: 36,
    },
    says: [
      'We sell Yibin Tianyi 40 kdmt a year of spodumene concentrate SC6 from Jul 2026 to Jun 2029,',
      'The buyer prepays 15 m USD free of interest, set off over 36 months.',
    ],
    left: 'that the tonnes come on top of an earlier contract: a contract of their own',
  },
  'Nyrstar prepayment': {
    template: 'zincMetal',
    buyer: 'Trafigura',
    product: { name: 'Refined zinc', metal: 'zinc', form: 'metal' },
    change: (contract) => withDates(contract, '2026-07', 36),
    prepayment: {
      amountUsd: 150e6,
      date: '2026-07-15',
      annualRate: 0.05,
      graceMonths: 12,
      repayMonths: 24,
    },
    says: [
      'of refined zinc from Jul 2026 to Jun 2029,',
      'plus a premium of',
      'The buyer prepays 150 m USD at 5 % a year, set off over 24 months after a grace period of 12 months.',
    ],
    left: 'buyer, tonnes and interest were not published in the report that is cited: house figures',
  },
  'Trafigura - Ivanhoe': {
    template: 'copperCathode',
    buyer: 'Trafigura',
    product: { name: 'Blister and anode', metal: 'copper', form: 'metal' },
    change: (contract) => withDates(contract, '2026-07', 36),
    prepayment: {
      amountUsd: 200e6,
      date: '2026-07-15',
      annualRate: 0.08,
      graceMonths: 0,
      repayMonths: 36,
    },
    says: [
      'of blister and anode from Jul 2026 to Jun 2029,',
      'at LME cash',
      'The buyer prepays 200 m USD at 8 % a year, set off over 36 months.',
    ],
    left: 'a share of production as quantity, and interest over a floating rate: tonnes and a fixed rate stand for them',
  },
  'Trafigura - AIC': {
    template: 'copperConcentrateFob',
    buyer: 'Trafigura',
    product: { name: 'Copper concentrate of a new mine', metal: 'copper', form: 'concentrate' },
    change: (contract) =>
      changeTerms(withDates(contract, '2026-07', 48), ({ quantity }) => ({
        quantity: { ...quantity, tonnesPerYear: 100_000, toleranceOption: 'none', tolerance: 0, takeOrPayShare: 1 },
      })),
    prepayment: { amountUsd: 40e6, date: '2026-07-15', annualRate: 0.08, graceMonths: 0, repayMonths: 48 },
    says: [
      '100 kdmt a year of copper concentrate of a new mine from Jul 2026 to Jun 2030,',
      'take-or-pay covers 100 % of the quantity.',
      'The buyer prepays 40 m USD at 8 % a year, set off over 48 months.',
    ],
    left: 'early repayment, and that nothing need be hedged: notes; the years over which 400,000 t run were not published',
  },
  'Liontown (three buyers)': {
    template: 'spodumeneIndex',
    buyer: 'Three buyers of Liontown',
    product: spodumene('Spodumene concentrate of the start-up'),
    change: (contract) => tonnes(withDates(contract, '2026-07', 60), 450_000),
    says: ['We sell Three buyers of Liontown 450 kdmt a year of spodumene concentrate of the start-up from Jul 2026 to Jun 2031,'],
    left: 'the loan of one buyer’s unit: no financing stands beside a contract; 90 % of 500 kt stands for the capacity',
  },
};

describe('the public deals can be entered and are described in words', () => {
  const names = DEAL_FACTS.flatMap(({ metal: of, subject }) => (of === undefined ? [] : [subject]));

  test('each deal of the ten shipped metals is entered, and terms that can’t be entered are listed', () => {
    expect(Object.keys(ENTERED).sort()).toEqual([...names].sort());
  });

  const productFor = async ({ name, metal: of, form }: Entered['product']): Promise<ProductId> => {
    const { product } = await services.ask('products.blank', { metal: of });
    await services.ask('products.save', { product: { ...product, name, form } });
    return product.id;
  };

  test.each(Object.entries(ENTERED))('%s', async (name, { template: key, buyer: buyerName, product, change, prepayment, says }) => {
    const { buyer } = await services.ask('buyers.blank', {});
    await services.ask('buyers.save', { buyer: { ...buyer, name: buyerName } });
    const productId = await productFor(product);
    const { contract } = await services.ask('contracts.template', { key, buyerId: buyer.id, productId });
    await services.ask('contracts.save', { contract: change({ ...contract, name }) });
    if (prepayment !== undefined) await addPrepayment(services, { contractId: contract.id }, prepayment);
    const { contract: storedContract } = await services.ask('contracts.get', { id: contract.id });
    book = await services.book();
    const { sentence } = await services.ask('contracts.preview', { contract: storedContract });
    // a later set of terms is described as of the time when it applies
    const laterSentences = storedContract.terms
      .slice(1)
      .map(({ from }) => sentenceWords(dealSentence(book, { ...storedContract, start: from })));
    const words = [sentenceWords(sentence), ...laterSentences].join(' ');
    for (const fact of says) expect(words).toContain(fact);
    for (let i = prepayment === undefined ? 1 : 0; i < 4; i += 1) await services.ask('history.undo', {});
  });
});
