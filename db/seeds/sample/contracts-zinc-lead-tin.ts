import type { OfftakeContract } from '#shared/domain/contract.ts';
import { AT_SIGHT, buildContract, CHINA_CLAUSES, singleMonthQuotation, takeOrPay } from './deal.ts';
import { leadConcentrate, tinConcentrate, zincConcentrate } from './prices.ts';

const ZINC = 'zinc-concentrate';
const LEAD = 'lead-concentrate';
const TIN = 'tin-concentrate';
/** Insurance and representation, USD/dmt. */
const CIF_COSTS = 1.2;

/** The 2019 shape of a zinc escalator: the charge rises with the price above a basis price, and falls slightly below it. */
const ESCALATOR = {
  basisPrice: 3_300,
  bands: [
    { from: 0, to: 3_300, share: 0.02 },
    { from: 3_300, to: 3_600, share: 0 },
    { from: 3_600, share: 0.05 },
  ],
};

/** Zinc, lead and tin concentrate: seven contracts in force and one prospect. */
export const zincLeadAndTinContracts = (): OfftakeContract[] => [
  buildContract({
    code: 'C-031',
    name: 'Hongtai Metals, zinc 2025–27',
    buyer: 'hongtai',
    product: ZINC,
    start: '2025-01',
    end: '2027-12',
    ...CHINA_CLAUSES,
    quantity: { tonnesPerYear: 60_000, ...takeOrPay(0.8) },
    price: zincConcentrate(0),
    quotation: singleMonthQuotation(3, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Lianyungang', freightUsdPerWmt: 42, voyageDays: 27, otherUsdPerDmt: CIF_COSTS },
    payment: AT_SIGHT,
    dates: [
      {
        kind: 'tcSettlement',
        date: '2026-07-15',
        note: 'The treatment charge of 2026 is still billed at last year’s; about 20 USD/dmt on the first half is open.',
      },
    ],
    note: 'On the year’s benchmark, settled late.',
  }),
  buildContract({
    code: 'C-032',
    name: 'Dalmae Zinc, zinc 2024–28',
    buyer: 'dalmae',
    product: ZINC,
    start: '2024-01',
    end: '2028-12',
    quantity: { tonnesPerYear: 50_000, tolerance: 0.05, ...takeOrPay(0.85) },
    price: zincConcentrate(-5),
    quotation: singleMonthQuotation(2, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Onsan', freightUsdPerWmt: 43, voyageDays: 28, otherUsdPerDmt: CIF_COSTS },
    note: 'Five USD/dmt under the benchmark.',
  }),
  buildContract({
    code: 'C-033',
    name: 'Kempen Zinc, zinc 2025–29',
    buyer: 'kempen',
    product: ZINC,
    start: '2025-01',
    end: '2029-12',
    quantity: { tonnesPerYear: 40_000, tolerance: 0.05, ...takeOrPay(0.8) },
    price: zincConcentrate(-12, ESCALATOR),
    quotation: singleMonthQuotation(3, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Antwerp', freightUsdPerWmt: 52, voyageDays: 38, otherUsdPerDmt: CIF_COSTS },
    note: 'A lower base charge with an escalator of 5 % above 3,600 USD/t.',
  }),
  buildContract({
    code: 'C-046',
    name: 'Kempen Zinc, more zinc 2027–29',
    buyer: 'kempen',
    product: ZINC,
    status: 'prospect',
    probability: 0.25,
    start: '2027-01',
    end: '2029-12',
    quantity: { tonnesPerYear: 12_000, tolerance: 0.05 },
    price: zincConcentrate(-5),
    quotation: singleMonthQuotation(3, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Antwerp', freightUsdPerWmt: 52, voyageDays: 38, otherUsdPerDmt: CIF_COSTS },
    note: 'If the smelter restarts its second roaster.',
  }),
  buildContract({
    code: 'C-036',
    name: 'Hongtai Metals, lead 2025–27',
    buyer: 'hongtai',
    product: LEAD,
    start: '2025-01',
    end: '2027-12',
    ...CHINA_CLAUSES,
    quantity: { tonnesPerYear: 25_000, ...takeOrPay(0.8) },
    price: leadConcentrate(0),
    quotation: singleMonthQuotation(2, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Lianyungang', freightUsdPerWmt: 42, voyageDays: 27, otherUsdPerDmt: CIF_COSTS },
    payment: AT_SIGHT,
    note: 'Shipped together with the zinc.',
  }),
  buildContract({
    code: 'C-037',
    name: 'Harz Blei, lead 2025–28',
    buyer: 'harz',
    product: LEAD,
    start: '2025-01',
    end: '2028-12',
    quantity: { tonnesPerYear: 22_000, tolerance: 0.05, ...takeOrPay(0.8) },
    price: leadConcentrate(-10),
    quotation: singleMonthQuotation(2, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Brake', freightUsdPerWmt: 53, voyageDays: 39, otherUsdPerDmt: CIF_COSTS },
    note: 'Wants the silver more than the lead.',
  }),
  buildContract({
    code: 'C-038',
    name: 'Gezhou Tin, tin 2025–27',
    buyer: 'gezhou',
    product: TIN,
    start: '2025-04',
    end: '2027-03',
    renewal: { kind: 'buyerOption', months: 24, noticeMonths: 6 },
    ...CHINA_CLAUSES,
    quantity: { tonnesPerYear: 1_200 },
    price: tinConcentrate(0),
    quotation: singleMonthQuotation(1, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Qinzhou', freightUsdPerWmt: 70, voyageDays: 24, otherUsdPerDmt: 6 },
    payment: AT_SIGHT,
    dates: [{ kind: 'renewal', date: '2026-09-30', note: 'The buyer says whether it takes two more years.' }],
    note: 'In containers. Neither floor nor take-or-pay.',
  }),
  buildContract({
    code: 'C-039',
    name: 'Melaka Straits Tin, tin 2025–27',
    buyer: 'melaka',
    product: TIN,
    start: '2025-01',
    end: '2027-12',
    quantity: { tonnesPerYear: 900, ...takeOrPay(0.7) },
    price: tinConcentrate(-40),
    quotation: singleMonthQuotation(1, 'arrival'),
    delivery: { incoterm: 'CIF', destinationPort: 'Port Klang', freightUsdPerWmt: 60, voyageDays: 16, otherUsdPerDmt: 6 },
    note: 'In containers.',
  }),
];
