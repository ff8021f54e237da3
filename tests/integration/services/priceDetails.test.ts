import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Amount, Explanation, Message } from '#shared/contract/figure.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { withLocale } from '../../../core/locale.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

type Line = Explanation['lines'][number];

const amountOf = (label: unknown): number => Number((label as Amount).value);
/** The number of a payable content: units within a message, or grams. */
const contentOf = (label: unknown): number =>
  'key' in (label as object) ? amountOf((label as Message).values!['value']) : amountOf(label);

const CONVERSION: Readonly<Record<string, number>> = {
  'detail.perHundred': 1 / 100,
  'detail.perOunce': 1 / 31.1034768,
  // units of 10 kg, a pound is 0.45359237 kg, 100 cents are 1 USD
  'detail.perPound': 0.1 / 0.45359237,
  'detail.perMillion': 1e-6,
};

/** What the inputs of a line multiply to, after the lines before it; undefined for lines that are no product. */
const productOf = ({ detail }: Line, before: readonly Line[] = []): number | undefined => {
  const values = detail?.values ?? {};
  switch (detail?.key) {
    case 'detail.payable':
      return contentOf(values['content']) * amountOf(values['price']) * CONVERSION[(values['conversion'] as Message).key]!;
    case 'detail.refining':
    case 'detail.refiningTenth':
      return -contentOf(values['content']) * amountOf(values['charge']) * CONVERSION[(values['conversion'] as Message).key]!;
    case 'detail.charge':
      return -(amountOf(values['price']) + amountOf(values['differential']));
    case 'detail.chargeAlone':
      return -amountOf(values['price']);
    case 'detail.penalty':
      return (-(amountOf(values['grade']) - amountOf(values['threshold'])) / amountOf(values['increment'])) * amountOf(values['rate']);
    case 'detail.index':
      return amountOf(values['price']);
    case 'detail.indexUnits':
      return amountOf(values['grade']) * amountOf(values['price']);
    case 'detail.gradeRatio':
      return (amountOf(values['grade']) / amountOf(values['reference']) - 1) * amountOf(values['price']);
    case 'detail.gradePoints':
      return (amountOf(values['grade']) - amountOf(values['reference'])) * 100 * amountOf(values['perPoint']);
    case 'detail.bound':
      return amountOf(values['bound']) - amountOf(values['before']);
    case 'detail.blend':
      return amountOf(values['share']) * (amountOf(values['price']) - sumBy(before, ({ amount }) => amount));
    case 'detail.boundReference': {
      // the lines in proportion to the price, at the bound in its place
      const price = amountOf(values['price']);
      const ownLines = before.filter((line) => line.detail?.values?.['quote'] && amountOf(line.detail.values['price']) === price);
      return sumBy(ownLines, ({ amount }) => amount) * (amountOf(values['bound']) / price - 1);
    }
    default:
      return undefined;
  }
};

/** A year is valued with its effect on the plan, which takes longer. */
const YEARS_OF = 5;
/** Relative difference of two sums of the same numbers. */
const ROUNDING = 1e-9;

/** Compares every line with the product of its inputs; returns the kinds of details. */
const expectProducts = (lines: readonly Line[], of: string): readonly string[] =>
  lines.flatMap((line, i) => {
    const product = productOf(line, lines.slice(0, i));
    if (product === undefined) return [];
    const statement = `${of} ${renderMessage(line.label)}: ${renderMessage(line.detail!)} = ${product}, shown ${line.amount}`;
    expect(Math.abs(product - line.amount) / Math.max(1, Math.abs(line.amount)), statement).toBeLessThan(ROUNDING);
    return [line.detail!.key];
  });

/** The kinds of lines that are no more than an amount of the contract. */
const PLAIN = /^line\.(freight|otherCosts|premium|margin|fixed|treatmentCharge|refiningCharge|penalty|escalator|conversion|participation)/;

test('the inputs of every price line of the sample multiply to its amount, for a month and for a year', async () => {
  const { rows } = await services.ask('contracts.list', {});
  const kinds = new Set<string>();
  const bases = new Set<string>();
  for (const [i, { id }] of rows.entries()) {
    const { contract } = await services.ask('contracts.get', { id });
    if (contract.status === 'ended') continue;
    const { basis } = contract.terms[0]!.price;
    bases.add(basis);
    const { rows: months } = await services.ask('contracts.months', { contract });
    for (const { netPrice, value, tonnes, month } of months.slice(0, 3)) {
      const { lines, total } = netPrice.explanation!;
      for (const kind of expectProducts(lines, `${contract.code} ${month}`)) kinds.add(kind);
      expect(sumBy(lines, ({ amount }) => amount)).toBeCloseTo(total.amount, 6);
      // a line without inputs is an amount of the contract
      for (const line of lines) if (line.detail === undefined) expect(line.label.key).toMatch(PLAIN);
      // the price used and the months of its quotational period
      const quotes = lines.flatMap(({ detail }) => (detail?.values?.['quote'] === undefined ? [] : [renderMessage(detail)]));
      if (basis !== 'fixed')
        expect(
          quotes.some((quote) => /Price: .*(average of|weighted)/.test(quote)),
          `${contract.code}: ${basis}`,
        ).toBe(true);
      // the grade and the payable units
      if (basis === 'payableMetal') expect(quotes.some((quote) => /^[\d.,]+ (units|g\/t).* Grade |rade [\d.]+/.test(quote))).toBe(true);
      // the invoice is the tonnes times the price
      for (const { detail, amount } of value.explanation!.lines) {
        expect(amountOf(detail!.values!['price'])).toBe(netPrice.value);
        expect(Math.abs(amountOf(detail!.values!['tonnes']) * amountOf(detail!.values!['price']))).toBeCloseTo(Math.abs(amount), 3);
      }
      expect(amountOf(value.explanation!.lines[0]!.detail!.values!['tonnes'])).toBe(tonnes.value);
    }
    if (i % YEARS_OF !== 0) continue;
    const { figures } = await services.ask('contracts.preview', { contract });
    const explanation = figures.find(({ key }) => key === 'netPrice')?.figure.explanation;
    if (explanation === undefined) continue;
    for (const kind of expectProducts(explanation.lines, contract.code)) kinds.add(kind);
    expect(renderMessage(explanation.formula)).toMatch(/^Average over [\d.,]+\sk?dmt delivered from \w{3} \d{4} to \w{3} \d{4}:/);
  }
  expect([...bases].sort()).toEqual(['indexDmt', 'indexDmtu', 'payableMetal', 'percentage']);
  expect([...kinds].sort()).toEqual(expect.arrayContaining(['detail.charge', 'detail.index', 'detail.payable', 'detail.refiningTenth']));
});

test('a price on 26 % copper with a deduction of one unit shows 25 units, the price and the months that it is averaged over', async () => {
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
  const book = await services.book();
  const grade = book.products.get(contract.productId)!.assay['Cu']!;
  const terms = contract.terms.map((set) => ({
    ...set,
    price:
      set.price.basis === 'payableMetal'
        ? {
            ...set.price,
            payables: set.price.payables.map((payableTerm, i) =>
              i === 0 ? { ...payableTerm, rule: 'lower-of' as const, payable: 0.999, deduction: grade - 0.25 } : payableTerm,
            ),
          }
        : set.price,
    quotation: { ...set.quotation, alternatives: [{ offset: 1, length: 2, from: 'shipment' as const }], holder: 'none' as const },
  }));
  const { rows } = await services.ask('contracts.months', { contract: { ...contract, terms } });
  const line = rows[0]!.netPrice.explanation!.lines.find(({ label }) => label.key === 'line.payable')!;
  const text = renderMessage(line.detail!);
  expect(text).toMatch(/^25\.00 units × [\d,]+\.\d\d\sUSD\/t ÷ 100\. Grade [\d.]+\s% less the deduction of [\d.]+ units, which binds/);
  expect(text).toMatch(/Price: .*average of \w{3} \d{4} to \w{3} \d{4}\.$/);
  expect(withLocale('zh-CN', () => renderMessage(line.detail!))).toMatch(/^25\.00 个单位 × /);
});

test('a share on a scale is shown as a share of the whole grade', async () => {
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
  const terms = contract.terms.map((set) => ({
    ...set,
    price:
      set.price.basis === 'payableMetal'
        ? {
            ...set.price,
            payables: set.price.payables.map((payableTerm, i) =>
              i === 0
                ? { ...payableTerm, rule: 'scale' as const, payable: 0, deduction: 0, scale: [{ from: 0.1, payable: 0.9 }] }
                : payableTerm,
            ),
          }
        : set.price,
  }));
  const { rows } = await services.ask('contracts.months', { contract: { ...contract, terms } });
  const line = rows[0]!.netPrice.explanation!.lines.find(({ label }) => label.key === 'line.payable')!;
  expect(renderMessage(line.detail!)).toMatch(/90.% of the whole grade of [\d.]+.%: the share that applies from 10.% on\./);
});

test('the price of a bid shows its inputs too', async () => {
  const { rows } = await services.ask('tenders.list', {});
  const { bids } = await services.ask('tenders.get', { id: rows[0]!.head.id });
  for (const { price } of bids) {
    const lines = price!.explanation!.lines.filter((line) => productOf(line) !== undefined);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(Math.abs(productOf(line)! - line.amount)).toBeLessThan(ROUNDING * Math.max(1, Math.abs(line.amount)));
  }
});
