import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import { type Charge, PriceBasis } from '#shared/domain/terms.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { dealSentence } from '../../../core/contracts/dealSentence.ts';
import { priceTermRows } from '../../../core/contracts/priceTermRows.ts';
import { withLocale } from '../../../core/locale.ts';
import type { Workbook } from '../../../core/portfolio/portfolio.ts';
import { sentenceWords } from '../../helpers/sentenceWords.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let book: Workbook;
let draft: OfftakeContract;
beforeAll(async () => {
  services = await openServices();
  book = await services.book();
  draft = (await services.ask('contracts.get', { id: ContractId.parse('C-042') })).contract;
});
afterAll(() => services.close());

const ref = (code: string) => ReferenceCode.parse(code);
const metal = (fields: object): PriceBasis =>
  PriceBasis.parse({
    basis: 'payableMetal',
    payables: [{ element: 'Cu', reference: 'CU', rule: 'lower-of', payable: 0.9675, deduction: 0.01 }],
    treatmentCharge: { kind: 'fixed', amount: 0 },
    penalties: [],
    ...fields,
  });
const charge = (treatmentCharge: Charge) => metal({ treatmentCharge });
const index = (fields: object): PriceBasis =>
  PriceBasis.parse({
    basis: 'indexDmt',
    reference: 'BAUX',
    element: 'Al2O3',
    adjustment: { kind: 'proRata' },
    referenceGrade: 0.5,
    premium: 0,
    penalties: [],
    ...fields,
  });

/** Every basis and form of a price, its sentence in English, and its figures in any language. */
const FORMS: readonly (readonly [string, PriceBasis, RegExp, readonly string[]])[] = [
  ['payable metal, no treatment charge', charge({ kind: 'fixed', amount: 0 }), /at LME cash in .*, without a treatment charge,/, []],
  ['a fixed charge', charge({ kind: 'fixed', amount: 80 }), /less a treatment charge of 80\.0 USD\/dmt,/, ['80.0']],
  ['a negative charge', charge({ kind: 'fixed', amount: -45 }), /plus a treatment charge of 45\.0 USD\/dmt paid by the smelter/, ['45.0']],
  ['the benchmark', charge({ kind: 'benchmark', reference: ref('CU-TC'), differential: 0 }), /less the copper TC, annual benchmark,/, []],
  [
    'the benchmark and a differential',
    charge({ kind: 'benchmark', reference: ref('CU-TC'), differential: -14 }),
    /annual benchmark, −14\.0 USD\/dmt,/,
    ['−14.0'],
  ],
  ['an index of charges', charge({ kind: 'index', reference: ref('CU-TC'), differential: 0 }), /for the same months,/, []],
  [
    'an index and a differential',
    charge({ kind: 'index', reference: ref('CU-TC'), differential: 5 }),
    /for the same months \+5\.0 USD\/dmt,/,
    ['+5.0'],
  ],
  [
    'bricks',
    charge({
      kind: 'bricks',
      bricks: [
        { year: 2025, share: 0.5, amount: 20 },
        { year: 2026, share: 0.5, amount: 40 },
      ],
    }),
    /less a treatment charge of 30\.0 USD\/dmt from bricks of 2025 and 2026,/,
    ['30.0', '2025', '2026'],
  ],
  [
    'an escalator',
    metal({ escalator: { basisPrice: 2500, bands: [{ from: 2500, share: 0.1 }] } }),
    /an escalator around a basis price of 2,500 USD\/t,/,
    ['2,500'],
  ],
  [
    'price participation',
    metal({ participation: { basisPrice: 9000, share: 0.1 } }),
    /with a buyer’s price participation of 10 % above 9,000 USD\/t,/,
    ['10 %', '9,000'],
  ],
  ['penalties', metal({ penalties: [{ element: 'As', threshold: 0.002, increment: 0.001, rate: 3 }] }), /with penalties on arsenic,/, []],
  ['an index pro rata', index({}), /at the index bauxite, .*pro rata to 50 % alumina,/, ['50 %']],
  [
    'an index by differential',
    index({ adjustment: { kind: 'differential', perPercent: 1.5 } }),
    /1\.50 USD\/dmt for each 1 % of alumina from 50 %,/,
    ['1.50', '50 %'],
  ],
  ['a lump premium', index({ premium: 12 }), /plus a premium of 12\.0 USD\/dmt,/, ['12.0']],
  ['a brand discount', index({ premium: -7 }), /minus a discount of 7\.0 USD\/dmt,/, ['7.0']],
  [
    'an index per unit',
    { basis: 'indexDmtu', reference: ref('MN44'), element: 'Mn', premium: 3, penalties: [] },
    /per unit of metal at the index .*premium of 3\.0/,
    ['3.0'],
  ],
  [
    'a percentage',
    { basis: 'percentage', payables: [{ element: 'Cu', reference: ref('CU'), payable: 0.9 }], premium: -4 },
    /at 90 % of LME cash .*discount of 4\.0/,
    ['90 %', '4.0'],
  ],
  [
    'percentages of three metals',
    {
      basis: 'percentage',
      payables: [
        { element: 'Cu', reference: ref('CU'), payable: 0.9 },
        { element: 'Zn', reference: ref('ZN'), payable: 0.3 },
        { element: 'Pb', reference: ref('PB'), payable: 0.2 },
      ],
      premium: 0,
    },
    /at 90 % of LME cash \(copper\) and 30 % of LME cash \(zinc\) .* plus 20 % of LME cash \(lead\),/,
    ['90 %', '30 %', '20 %'],
  ],
  [
    'a premium over the exchange',
    { basis: 'refined', reference: ref('CU'), premium: 85 },
    /at LME cash in .* plus a premium of 85\.0 USD\/dmt,/,
    ['85.0'],
  ],
  [
    'a chemical price',
    {
      basis: 'chemical',
      reference: ref('LC-CN'),
      element: 'Li2O',
      referenceGrade: 0.06,
      factor: 0.95,
      conversion: 3000,
      margin: 200,
      tonnesPerTonne: 7.5,
    },
    /by a formula on lithium carbonate .*, in the third month after shipment, multiplied by 95 %, less 3,200 USD\/t, divided by 7\.5 tonnes of ore per tonne of product, pro rata to 6 %,/,
    ['95 %', '3,200', '7.5', '6 %'],
  ],
  ['a fixed price', { basis: 'fixed', amount: 231.88 }, /at a fixed price of 231\.9 USD\/dmt;/, ['231.9']],
];

const withPrice = (price: PriceBasis): OfftakeContract => {
  const { collar: _collar, ...terms } = draft.terms[0]!;
  const isUnknown = 'reference' in price && !book.references.has(price.reference);
  const lithium = [...book.references.values()].find(({ name }) => shippedText(name).startsWith('Lithium carbonate'))!.code;
  return { ...draft, terms: [{ ...terms, price: isUnknown ? ({ ...price, reference: lithium } as PriceBasis) : price }] };
};

const writeSentence = (contract: OfftakeContract, language: Language): string =>
  withLocale(language, () => sentenceWords(dealSentence(book, contract)));

describe('the sentence describes every form of a price', () => {
  test('every price basis is covered', () => {
    const bases = PriceBasis.options.map((option) => option.shape.basis.value);
    expect(new Set(FORMS.map(([, { basis }]) => basis))).toEqual(new Set(bases));
    const kinds = FORMS.flatMap(([, price]) => (price.basis === 'payableMetal' ? [price.treatmentCharge.kind] : []));
    expect(new Set(kinds)).toEqual(new Set(['fixed', 'benchmark', 'index', 'bricks']));
  });

  test.each(FORMS)('%s, in English', (_form, price, words) => {
    expect(writeSentence(withPrice(price), 'en')).toMatch(words);
  });

  test.each(FORMS)('%s, in Chinese, with the same figures', (_form, price, _words, figures) => {
    const chinese = writeSentence(withPrice(price), 'zh-CN');
    for (const figure of figures) expect(chinese.replaceAll(' %', '%')).toContain(figure.replaceAll(' %', '%'));
    expect(chinese).not.toMatch(/\b(?:the|of|with|less|at|from|to)\b/);
  });

  test.each(['en', 'zh-CN'] as const)('and the terms have texts, in %s', (language) => {
    for (const [form, price] of FORMS) {
      const contract = withPrice(price);
      const rows = withLocale(language, () =>
        priceTermRows(book, contract.terms[0]!.price).map(({ term, value }) => ({ term: renderLabel(term), value: renderLabel(value) })),
      );
      expect(rows.length, form).toBeGreaterThan(0);
      for (const { term, value } of rows) {
        expect(`${term} ${value}`, form).not.toMatch(/summaries\.|undefined|NaN|\{\w+\}/);
        expect(value.trim(), form).not.toBe('');
      }
    }
  });
});
