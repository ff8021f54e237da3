import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, type TenderId } from '#shared/domain/ids.ts';
import { Tender } from '#shared/domain/tender.ts';
import { AT_SIGHT, buildContract, buyerQuotation, CHINA_CLAUSES, singleMonthQuotation, takeOrPay, toMonth } from './deal.ts';
import { copperConcentrate } from './prices.ts';

/** Uncontracted copper of 2028 to 2030: 40 kdmt a year, one product and period, three bids. */
const FIRST = '2028-01';
const LAST = '2030-12';
const TONNES = 40_000;

type BidSpec = Omit<Parameters<typeof buildContract>[0], 'product' | 'start' | 'end' | 'status' | 'name'>;

const bid = (spec: BidSpec): { readonly deal: OfftakeContract } => {
  const contract = buildContract({
    ...spec,
    product: 'copper-concentrate',
    start: FIRST,
    end: LAST,
    status: 'negotiating',
    probability: 0.5,
    name: '',
  });
  return { deal: { ...contract, id: ContractId.parse(`T-1-${spec.code}`), code: `Bid ${spec.code}` } };
};

/** The tender of the sample: Yunfeng in China, Otori in Japan, and the trader Lechuga. */
export const sampleTenders = (): Tender[] => [
  Tender.parse({
    id: 'T-1' as TenderId,
    name: 'Copper concentrate 2028–30',
    productId: 'copper-concentrate',
    start: toMonth(FIRST),
    end: toMonth(LAST),
    tonnesPerYear: TONNES,
    due: '2026-07-10',
    note: 'What C-014 and its renewal leave. Three were asked, three answered.',
    bids: [
      bid({
        code: '1',
        buyer: 'yunfeng',
        ...CHINA_CLAUSES,
        quantity: { tonnesPerYear: TONNES, ...takeOrPay(0.8) },
        price: copperConcentrate(-14),
        quotation: singleMonthQuotation(3),
        delivery: { incoterm: 'CIF', destinationPort: 'Fangchenggang', freightUsdPerWmt: 45, voyageDays: 25, otherUsdPerDmt: 1.6 },
        payment: AT_SIGHT,
        note: '14 USD/dmt under the benchmark, letter of credit at sight.',
      }),
      bid({
        code: '2',
        buyer: 'otori',
        quantity: { tonnesPerYear: TONNES, tolerance: 0.05, ...takeOrPay(0.9) },
        price: copperConcentrate(-6),
        quotation: buyerQuotation(1, 3),
        delivery: { incoterm: 'CIF', destinationPort: 'Niihama', freightUsdPerWmt: 50, voyageDays: 29, otherUsdPerDmt: 1.6 },
        payment: { provisionalShare: 0.9, paymentMonths: 1 },
        note: 'Firm volumes, its choice of the price month, paid a month after delivery.',
      }),
      bid({
        code: '3',
        buyer: 'lechuga',
        quantity: { tonnesPerYear: TONNES },
        price: copperConcentrate(-2),
        quotation: singleMonthQuotation(1),
        delivery: { incoterm: 'FOB', destinationPort: 'not stated' },
        payment: { provisionalShare: 0.95, paymentMonths: 2 },
        note: 'FOB, so the freight is the trader’s; pays two months after delivery, no security.',
      }),
    ],
  }),
];
