import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';

type Deal = {
  readonly deal: string;
  readonly year: number;
  /** Absent outside the ten metals. */
  readonly metal?: Metal;
  readonly product: string;
  /** Terms as published, one a line. */
  readonly terms: readonly string[];
  readonly source: string;
};

/** Terms of public offtake deals. */
const DEALS: readonly Deal[] = [
  {
    deal: 'Pilbara Minerals - Canmax',
    year: 2026,
    metal: 'lithium',
    product: 'spodumene concentrate SC6',
    terms: [
      'volume 150 kt over the term',
      'tenor 2 years + 12-month option',
      'floor 1000 USD/t',
      'cap none',
      'prepayment 100 m USD unsecured interest-free',
      'prepayment is a condition',
    ],
    source: 'Press report of the time',
  },
  {
    deal: 'Altura - Weihua',
    year: 2019,
    metal: 'lithium',
    product: 'spodumene concentrate SC6',
    terms: [
      'volume 50 kt per year',
      'tenor 5 years',
      'floor 550 USD/t fob',
      'cap 950 USD/t fob',
      'collar from the second period; first period 585/695 cif',
    ],
    source: 'Fastmarkets, trade press',
  },
  {
    deal: 'Bald Hill - Jiangxi Bao Jiang',
    year: 2018,
    metal: 'lithium',
    product: 'spodumene concentrate',
    terms: ['floor 680 USD/t fob', 'cap 1080 USD/t fob', 'market-linked after a fixed 880 USD/t period'],
    source: 'Fastmarkets, trade press',
  },
  {
    deal: 'Pilbara Minerals - Yibin Tianyi',
    year: 2021,
    metal: 'lithium',
    product: 'spodumene concentrate',
    terms: [
      'volume additional 40 kt per year',
      'tenor 3 years',
      'prepayment 15 m USD without interest',
      'repaid from the extra deliveries',
    ],
    source: 'Fastmarkets, trade press',
  },
  {
    deal: 'Nyrstar prepayment',
    year: 2015,
    metal: 'zinc',
    product: 'refined zinc',
    terms: ['tenor 3 years', 'prepayment 150 m USD', '12 months grace then 24 equal monthly instalments'],
    source: 'Fastmarkets, trade press',
  },
  {
    deal: 'Trafigura - Ivanhoe',
    year: 2025,
    metal: 'copper',
    product: 'blister and anode',
    terms: ['volume 20 % of anodes', 'tenor 3 years', 'prepayment 200 m USD at SOFR + 3.75 %'],
    source: 'Press report of the time',
  },
  {
    deal: 'Trafigura - AIC',
    year: 2025,
    metal: 'copper',
    product: 'concentrate',
    terms: ['volume about 400000 dmt minimum', 'prepayment 40 m USD', 'no hedging required; early repayment allowed'],
    source: 'Press report of the time',
  },
  {
    deal: 'Liontown (three buyers)',
    year: 2022,
    metal: 'lithium',
    product: 'spodumene concentrate',
    terms: ['volume about 90 % of start-up capacity', 'tenor 5 years', "about 10 % kept for spot; one buyer's unit lent 300 m AUD"],
    source: 'Press report of the time',
  },
  {
    deal: 'MP Materials - US Department of Defense',
    year: 2025,
    product: 'NdPr',
    terms: ['tenor 10 years', 'floor 110 USD/kg NdPr', 'shared upside (outside the ten metals; shows a public floor)'],
    source: 'Press report of the time',
  },
];

export const DEAL_FACTS: readonly Fact[] = DEALS.map(({ deal, year, metal, product, terms, source }) => ({
  topic: 'publicDeal',
  ...(metal && { metal }),
  product,
  subject: deal,
  year,
  period: String(year),
  unit: '',
  source,
  note: terms.map((term) => `${term[0]!.toUpperCase()}${term.slice(1)}.`).join(' '),
  check: '',
}));
