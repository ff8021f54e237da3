import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Amount, Explanation, Message } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
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
  'detail.perPound': 22.0462262 / 100,
  'detail.perMillion': 1e-6,
};

/** What the inputs of a line multiply to; undefined for lines that are no product. */
const productOf = ({ detail }: Line): number | undefined => {
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
    default:
      return undefined;
  }
};

const monthLines = async (contract: OfftakeContract): Promise<readonly Line[]> =>
  (await services.ask('contracts.months', { contract })).rows.slice(0, 3).flatMap(({ netPrice }) => netPrice.explanation!.lines);
const yearLines = async (contract: OfftakeContract): Promise<readonly Line[]> =>
  (await services.ask('contracts.preview', { contract })).figures.find(({ key }) => key === 'netPrice')?.figure.explanation?.lines ?? [];

/** A year is valued with its effect on the plan, which takes longer. */
const YEARS_OF = 5;

test('the inputs of every price line of the sample multiply to its amount, for a month and for a year', async () => {
  const { rows } = await services.ask('contracts.list', {});
  const kinds = new Set<string>();
  for (const [i, { id }] of rows.entries()) {
    const { contract } = await services.ask('contracts.get', { id });
    if (contract.status === 'ended') continue;
    for (const line of [...(await monthLines(contract)), ...(i % YEARS_OF === 0 ? await yearLines(contract) : [])]) {
      const product = productOf(line);
      if (product === undefined) continue;
      kinds.add(line.detail!.key);
      expect(Math.abs(product - line.amount), `${contract.code} ${renderMessage(line.label)}: ${renderMessage(line.detail!)}`).toBeLessThan(
        0.01,
      );
    }
  }
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
            payables: set.price.payables.map((one, i) =>
              i === 0 ? { ...one, rule: 'lower-of' as const, payable: 0.999, deduction: grade - 0.25 } : one,
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
            payables: set.price.payables.map((one, i) =>
              i === 0 ? { ...one, rule: 'scale' as const, payable: 0, deduction: 0, scale: [{ from: 0.1, payable: 0.9 }] } : one,
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
    for (const line of lines) expect(Math.abs(productOf(line)! - line.amount)).toBeLessThan(0.01);
  }
});
