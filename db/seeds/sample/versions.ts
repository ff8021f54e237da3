import { ContractId, VersionId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { Version } from '#shared/domain/version.ts';
import { copperContracts } from './contracts-copper.ts';
import { buyerQuotation } from './deal.ts';
import { copperConcentrate } from './prices.ts';

type Move = Pick<Version, 'kind' | 'side' | 'by' | 'date' | 'note'> & { readonly terms: (terms: Terms) => Terms };

/** The offers of both sides for the deal after C-014, oldest first; the last is the current third draft. */
const HAI_LONG: readonly Move[] = [
  {
    kind: 'offer',
    side: 'us',
    by: 'Marta Quiroga',
    date: '2026-03-12',
    note: 'Our first draft: the volume of C-014, a floor at 10,200 USD/t, no cap, 90 % take-or-pay.',
    terms: ({ quantity, ...terms }) => ({
      ...terms,
      quantity: { ...quantity, tonnesPerYear: 110_000, takeOrPayShare: 0.9 },
      price: copperConcentrate(-6),
      collar: { level: 'reference', floor: 10_200 },
    }),
  },
  {
    kind: 'counter',
    side: 'buyer',
    by: 'Shen Yulan',
    date: '2026-04-09',
    note: 'More tonnes for no floor, a cap at 14,500 USD/t, and its own choice of the price month.',
    terms: ({ quantity, ...terms }) => ({
      ...terms,
      quantity: { ...quantity, tonnesPerYear: 130_000, takeOrPayShare: 0.7 },
      price: copperConcentrate(10),
      quotation: buyerQuotation(1, 4),
      collar: { level: 'reference', cap: 14_500 },
    }),
  },
  {
    kind: 'counter',
    side: 'us',
    by: 'Marta Quiroga',
    date: '2026-05-14',
    note: 'Third draft: 120 kdmt, floor at 9,500 and cap at 16,000 USD/t, benchmark, one price month.',
    terms: (terms) => terms,
  },
];

/** Versions of the renewal with Hai Long, C-042. */
export const sampleVersions = (): Version[] => {
  const deal = copperContracts().find(({ code }) => code === 'C-042')!;
  return HAI_LONG.map(({ terms, ...move }, i) =>
    Version.parse({
      id: VersionId.parse(`C-042-${i + 1}`),
      contractId: ContractId.parse(deal.id),
      ...move,
      deal: { ...deal, terms: deal.terms.map(terms) },
    }),
  );
};
