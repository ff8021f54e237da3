import { deckMarket, type Market, type MarketReference, type Portfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { entry, month, offtake, portfolio, product, REFERENCES, terms, VALUED } from './plans.ts';

const [CATHODE, RATE] = ['cathode' as ReferenceCode, 'usdcny' as ReferenceCode];
const MONTHS = 24;

const references: Readonly<Record<string, MarketReference>> = {
  ...REFERENCES,
  [CATHODE]: { code: CATHODE, kind: 'price', unit: 'CNY/t', metal: 'copper' },
  [RATE]: { code: RATE, kind: 'rate', unit: 'CNY/USD' },
};

/**
 * A plan of 1,000 dmt a month at a price in yuan whose buyer declares month M+1 or M+3, and its market. The price is 66,000 or 74,000 and
 * changes every second month, so one of the two is always 66,000; the rate is 7.
 */
export const yuanOption = (): { readonly plan: Portfolio; readonly deck: Market } => {
  const contract = offtake({
    end: month(MONTHS),
    terms: [
      terms({
        price: { basis: 'refined', reference: CATHODE, premium: 0 },
        quotation: {
          alternatives: [
            { offset: 1, length: 1, from: 'shipment' },
            { offset: 3, length: 1, from: 'shipment' },
          ],
          holder: 'buyer',
        },
      }),
    ],
  });
  const plan = portfolio([entry(contract)], {
    references,
    lastMonth: month(MONTHS),
    products: [product({ production: Array(MONTHS).fill(1000), metal: 'copper' })],
  });
  const points = Array.from({ length: 72 }, (_, i) => i - 12).flatMap((t) => [
    { reference: CATHODE, month: month(t), price: Math.floor(t / 2) % 2 === 0 ? 74_000 : 66_000 },
    { reference: RATE, month: month(t), price: 7 },
  ]);
  return { plan, deck: deckMarket(points, references, VALUED - 12, month(59)) };
};
