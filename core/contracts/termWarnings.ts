import { payableGrade } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Product } from '#shared/domain/product.ts';
import { message } from '#shared/messages/text.ts';
import { share } from '../portfolio/figures.ts';
import { elementLabel } from '../portfolio/labels.ts';

type TermWarning = ContractPreview['warnings'][number];

/** Warns of penalty elements above a rejection level or an import limit. */
const assayWarnings = (contract: OfftakeContract, { assay }: Pick<Product, 'assay'>): readonly TermWarning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (!('penalties' in price)) return [];
    return price.penalties.flatMap(({ element, rejectAbove, importLimit }, j): TermWarning[] => {
      const grade = assay[element] ?? 0;
      const path = `terms.${i}.price.penalties.${j}`;
      const values = (limit: number) => ({
        element: elementLabel(element),
        grade: share(grade, { decimals: 2 }),
        limit: share(limit, { decimals: 2 }),
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

/** Warns of payable metals of which nothing is left after the deduction. */
const payableWarnings = (contract: OfftakeContract, { assay }: Pick<Product, 'assay'>): readonly TermWarning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (price.basis !== 'payableMetal') return [];
    return price.payables.flatMap((payable, j): TermWarning[] => {
      // a by-product below the first step of its scale is unpaid by intention
      if (j > 0 && payable.rule === 'scale') return [];
      const grade = assay[payable.element];
      if (grade === undefined || payableGrade({ ...payable, grade, scale: payable.rule === 'scale' ? payable.scale : undefined }) > 0)
        return [];
      return [
        {
          path: `terms.${i}.price.payables.${j}.deduction`,
          message: message('warning.nothingPayable', {
            element: elementLabel(payable.element),
            grade: share(grade, { decimals: grade < 0.001 ? 4 : 2 }),
          }),
        },
      ];
    });
  });

/** Warns of terms that have no effect or are at risk with the product's grades. */
export const termWarnings = (contract: OfftakeContract, product: Pick<Product, 'assay'>): readonly TermWarning[] => [
  ...assayWarnings(contract, product),
  ...payableWarnings(contract, product),
];
