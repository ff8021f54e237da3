import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Assay, Metal } from '#shared/domain/metal.ts';
import type { ProductForm } from '#shared/domain/product.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { termRowsByPart } from '../../../core/contracts/termRows.ts';
import { sentenceWords } from '../../helpers/sentenceWords.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const NDPR = ReferenceCode.parse('NDPR');
const START = monthOf(2026, 7);
/** Short tons of 2,000 lb in a tonne. */
const TONNES_PER_SHORT_TON = 0.907185;

type PublicContract = {
  readonly template: ContractTemplateKey;
  readonly product: { readonly metal: Metal; readonly form: ProductForm; readonly assay?: Assay };
  readonly years: number;
  readonly terms: (terms: Terms, start: Month) => readonly Terms[];
  /** Published terms as the term sheet shows them after they were entered and read back. */
  readonly shownTerms: readonly string[];
  /** Published terms that can't be entered. */
  readonly missingTerms: string;
};

const withTonnes = (terms: Terms, tonnesPerYear: number): Terms => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear } });

/**
 * Offtake contracts and a price programme whose texts are public, each with what its text fixes. Sources: contracts.justia.com
 * (companies 10229 and 20262), greencarcongress.com, miningmagazine.com.au, nsenergybusiness.com, sec.gov (CIK 1966983, 790024),
 * lawinsider.com.
 */
const PUBLIC_CONTRACTS: Readonly<Record<string, PublicContract>> = {
  'MP Materials - U.S. Department of Defense': {
    template: 'manganeseFixed',
    product: { metal: 'manganese', form: 'ore', assay: { Mn: 0.01, NdPr: 0.98 } },
    years: 10,
    terms: (terms) => [
      {
        ...terms,
        priceSupport: {
          reference: NDPR,
          element: 'NdPr',
          floor: 110_000,
          upsideShare: 0.3,
          upsideFrom: START + 24,
          paymentMonths: 1,
          payer: 'U.S. Department of Defense',
          rating: 'AA',
        },
      },
    ],
    shownTerms: ['110,000 USD/t of NdPr on the quarterly average of NdPr oxide', 'U.S. Department of Defense (rated AA)', '30 %'],
    missingTerms: 'equity and loan of the same agreement: facilities of the plan; quantities that are stockpiled and not delivered',
  },
  'Piedmont - Sayona': {
    template: 'spodumeneCollar',
    product: { metal: 'lithium', form: 'spodumene' },
    years: 4,
    terms: (terms) => [withTonnes({ ...terms, collar: { level: 'leg', floor: 500, cap: 900 } }, 113_000)],
    shownTerms: ['113 kdmt per contract year', '500.0 USD/dmt on the floating share', '900.0 USD/dmt on the floating share'],
    missingTerms: 'the greater of 113,000 t and 50 % of output: a share of output as quantity',
  },
  'Liontown - Tesla': {
    template: 'spodumeneIndex',
    product: { metal: 'lithium', form: 'spodumene' },
    years: 5,
    terms: (terms, start) => [withTonnes(terms, 100_000), { ...withTonnes(terms, 150_000), from: start + 12 }],
    shownTerms: ['100 kdmt per contract year', '150 kdmt per contract year'],
    missingTerms: 'the formula on lithium hydroxide was not published',
  },
  'Core Lithium - Ganfeng': {
    template: 'spodumeneIndex',
    product: { metal: 'lithium', form: 'spodumene' },
    years: 4,
    terms: (terms) => [withTonnes({ ...terms, collar: { level: 'blend', floor: 600 } }, 75_000)],
    shownTerms: ['75 kdmt per contract year', '600.0 USD/dmt on the blended price'],
    missingTerms: 'the level of the floor was not published',
  },
  'Lithium Americas - General Motors': {
    template: 'lithiumChemical',
    product: { metal: 'lithium', form: 'carbonate' },
    years: 20,
    terms: (terms) => [withTonnes(terms, 40_000)],
    shownTerms: ['40 kdmt per contract year'],
    missingTerms: 'phase 2 and its right of first offer: a prospect of its own',
  },
  'CSA - Glencore': {
    template: 'copperConcentrateFob',
    product: { metal: 'copper', form: 'concentrate' },
    years: 10,
    terms: (terms) => [
      {
        ...terms,
        price:
          terms.price.basis === 'payableMetal'
            ? { ...terms.price, treatmentCharge: { kind: 'benchmark', reference: ReferenceCode.parse('CU-TC'), differential: 0 } }
            : terms.price,
      },
    ],
    shownTerms: ['annual benchmark'],
    missingTerms: 'all production as quantity; interest on advances at three-month BSBY: the rate of a prepayment',
  },
  'Solaris - OMF': {
    template: 'copperConcentrateCif',
    product: { metal: 'copper', form: 'concentrate' },
    years: 8,
    terms: (terms) => [{ ...terms, quantity: { ...terms.quantity, takeOrPayShare: 1, takeOrPayBasis: 'difference' } }],
    shownTerms: ['Take-or-pay: 100 % of the annual quantity, at the difference to spot'],
    missingTerms: 'a share of production; the index that is lost is the fallback of a weighted average',
  },
  'Terrane - Louis Dreyfus': {
    template: 'copperConcentrateCif',
    product: { metal: 'copper', form: 'concentrate' },
    years: 3,
    terms: (terms) => [
      {
        ...terms,
        quotation: {
          alternatives: [
            { offset: 1, length: 1, from: 'arrival' },
            { offset: 4, length: 1, from: 'arrival' },
          ],
          holder: 'buyer',
          declarationMonths: 0,
        },
      },
    ],
    shownTerms: ['arrival', 'buyer'],
    missingTerms: 'redacted charges and base amounts',
  },
  'Unico - Asarco': {
    template: 'leadConcentrate',
    product: { metal: 'lead', form: 'concentrate' },
    years: 1,
    terms: (terms) => [withTonnes(terms, 1_200 * TONNES_PER_SHORT_TON)],
    shownTerms: ['1.1 kdmt per contract year'],
    missingTerms: 'short tons: converted',
  },
  'Qianzhen - Bayannaoer Zijin': {
    template: 'zincConcentrateSpot',
    product: { metal: 'zinc', form: 'concentrate' },
    years: 1,
    terms: (terms) => [
      {
        ...terms,
        price:
          terms.price.basis === 'payableMetal'
            ? { ...terms.price, penalties: [{ element: 'Fe', threshold: 0.14, increment: 0.01, rate: 1, rejectAbove: 0.14 }] }
            : terms.price,
        payment: { ...terms.payment, currency: 'CNY', currencyShare: 1 },
      },
    ],
    shownTerms: ['Iron penalty', 'buyer may reject above 14 %', 'Currency: CNY'],
    missingTerms: 'Zn of at least 45 % and moisture below 14 %: the assay and moisture of the product, no limits of the contract',
  },
};

describe('contracts and price programmes with public texts', () => {
  test('the index of NdPr is entered, as no shipped reference has it', async () => {
    await services.ask('market.addReference', {
      reference: {
        code: NDPR,
        name: 'NdPr oxide',
        kind: 'price',
        quotation: '',
        unit: 'USD/t',
        incoterm: '',
        vatIncluded: false,
        volatility: 0.35,
      },
    });
    const { deck } = (await services.book()).settings;
    await services.ask('decks.set', { deck, points: [{ reference: NDPR, month: monthOf(2026, 5), price: 60_000 }] });
  });

  test.each(Object.entries(PUBLIC_CONTRACTS))(
    '%s is entered, stored and read back',
    async (name, { template, product, years, terms, shownTerms }) => {
      const { buyer } = await services.ask('buyers.blank', {});
      await services.ask('buyers.save', { buyer: { ...buyer, name } });
      const { product: blankProduct } = await services.ask('products.blank', { metal: product.metal });
      await services.ask('products.save', {
        product: {
          ...blankProduct,
          name: `Product of ${name}`,
          form: product.form,
          production: Array.from({ length: 21 }, (_, i) => ({ year: 2026 + i, tonnes: 200_000 })),
          ...(product.assay === undefined ? {} : { assay: product.assay }),
        },
      });
      const { contract } = await services.ask('contracts.template', { key: template, buyerId: buyer.id, productId: blankProduct.id });
      const datedContract: OfftakeContract = { ...contract, name, start: START, end: START + 12 * years - 1 };
      const enteredContract = { ...datedContract, terms: terms({ ...contract.terms[0]!, from: START }, START) };
      await services.ask('contracts.save', { contract: enteredContract });
      const { contract: storedContract } = await services.ask('contracts.get', { id: contract.id });
      expect(storedContract.terms).toEqual(enteredContract.terms);
      const book = await services.book();
      const rows = storedContract.terms.flatMap((set) => Object.values(termRowsByPart(book, set)).flat());
      const sheet = rows.map(({ term, value }) => `${renderLabel(term)}: ${renderLabel(value)}`.replace(/\s/g, ' ')).join('\n');
      for (const term of shownTerms) expect(sheet).toContain(term);
    },
  );

  test('the price programme is in the words and the revenue of the contract: 50 USD/kg at 60 USD/kg, -12 USD/kg at 150 USD/kg', async () => {
    const { contracts } = await services.book();
    const contract = contracts.find(({ name }) => name === 'MP Materials - U.S. Department of Defense')!;
    const { sentence } = await services.ask('contracts.preview', { contract });
    expect(sentenceWords(sentence)).toContain('pays the difference to 110,000 USD/t');
    const supportFlows = async () =>
      (await services.book()).alone(contract).value.contracts[0]!.flows.filter(({ kind }) => kind === 'priceSupport');
    const quarterTonnes = (0.98 * contract.terms[0]!.quantity.tonnesPerYear) / 4;
    // whole quarters at the flat estimate of 60 USD/kg
    expect((await supportFlows())[0]!.amount).toBeCloseTo(50_000 * quarterTonnes, 0);
    const { deck } = (await services.book()).settings;
    const points = [3, 4, 5].map((month1) => ({ reference: NDPR, month: monthOf(2026, month1), price: 150_000 }));
    await services.ask('decks.set', { deck, points });
    // the upside is shared from the third year
    expect((await supportFlows()).at(-1)!.amount).toBeCloseTo(-12_000 * quarterTonnes, 0);
  });
});
