import { payableGrade } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import { message } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { elementName } from '../summaries/recordNames.ts';

type TermWarning = ContractPreview['warnings'][number];

/** Penalties whose levels the product's assay is above: the buyer may reject, the port may refuse. */
const assayWarnings = (contract: OfftakeContract, { assay }: Pick<Product, 'assay'>): readonly TermWarning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (!('penalties' in price)) return [];
    return price.penalties.flatMap(({ element, rejectAbove, importLimit }, j): TermWarning[] => {
      const grade = assay[element] ?? 0;
      const path = `terms.${i}.price.penalties.${j}`;
      const values = (limit: number) => ({
        element: elementName(element),
        grade: formatPercent(grade, { decimals: 2 }),
        limit: formatPercent(limit, { decimals: 2 }),
      });
      return [
        ...(rejectAbove !== undefined && grade > rejectAbove
          ? [{ path: `${path}.rejectAbove`, message: message('warning.reject', values(rejectAbove)) }]
          : []),
        ...(importLimit !== undefined && grade > importLimit
          ? [{ path: `${path}.importLimit`, message: message('warning.importLimit', values(importLimit)) }]
          : []),
      ];
    });
  });

/** Metals that the deduction leaves nothing of: they are paid for in name only. */
const payableWarnings = (contract: OfftakeContract, { assay }: Pick<Product, 'assay'>): readonly TermWarning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (price.basis !== 'payableMetal') return [];
    return price.payables.flatMap((payable, j): TermWarning[] => {
      // a by-product below the first step of its scale is how the trade leaves it unpaid
      if (j > 0 && payable.rule === 'scale') return [];
      const grade = assay[payable.element];
      if (grade === undefined || payableGrade({ ...payable, grade, scale: payable.rule === 'scale' ? payable.scale : undefined }) > 0)
        return [];
      return [
        {
          path: `terms.${i}.price.payables.${j}.deduction`,
          message: message('warning.nothingPayable', {
            element: elementName(payable.element),
            grade: formatPercent(grade, { decimals: grade < 0.001 ? 4 : 2 }),
          }),
        },
      ];
    });
  });

/** Terms that the product's grades set at naught: lawful, and seldom meant. */
export const termWarnings = (contract: OfftakeContract, product: Pick<Product, 'assay'>): readonly TermWarning[] => [
  ...assayWarnings(contract, product),
  ...payableWarnings(contract, product),
];
