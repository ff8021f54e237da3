import { deliverySchedule, payableGrade } from '#engine';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { Product } from '#shared/domain/product.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { contractEntry } from '../portfolio/contractValues.ts';
import { month as monthFigure, share } from '../portfolio/figures.ts';
import { elementLabel } from '../portfolio/labels.ts';
import type { DraftedContract } from './draftedContract.ts';

type Warning = ContractPreview['warnings'][number];

/** Cuts up to this many dmt are rounding errors. */
const ROUNDING_TONNES = 1e-6;

/** Warns of the first year in which called tonnes of the contract are cut: the contract's cut, and the shortage of the whole product. */
const oversoldWarnings = ({ value, plan, product }: DraftedContract): readonly Warning[] => {
  const firstCut = value.months.find(({ cut }) => cut > ROUNDING_TONNES);
  if (firstCut === undefined) return [];
  const year = yearOf(firstCut.month);
  const cutIn = ({ months }: typeof value): number => sumBy(months, ({ month, cut }) => (yearOf(month) === year ? cut : 0));
  const tonnes = (amount: number) => ({ value: amount, unit: 'dmt' as const, decimals: 1 });
  const productShortage = plan.oversold().find((shortage) => shortage.productId === product.id && shortage.year === year);
  const cutOfProduct = sumBy(
    plan.value.contracts.filter(({ productId }) => productId === product.id),
    cutIn,
  );
  const values = { year, product: product.name, tonnes: tonnes(cutIn(value)), short: tonnes(productShortage?.shortage ?? cutOfProduct) };
  return [
    {
      path: 'terms.0.quantity.tonnesPerYear',
      message: message(productShortage === undefined ? 'warning.cut' : 'warning.oversold', values),
    },
  ];
};

/**
 * Warns that delivery priorities contradict damages: in an oversold year a contract is cut before another that costs less damages per dollar
 * of net price.
 */
const priorityWarnings = ({ plan, product, contract }: DraftedContract): readonly Warning[] => {
  const pairs = plan
    .oversold()
    .filter(({ productId }) => productId === product.id)
    .flatMap(({ contracts }) => {
      const claims = contracts.flatMap(({ contractId, cut, delivered }) => {
        const entry = contractEntry(plan, contractId);
        if (entry === undefined) return [];
        const { priority = DELIVERY_PRIORITY, damagesShare = DAMAGES_SHARE } = entry;
        return [{ code: entry.contract.code, isDraft: contractId === contract.id, cut, delivered, priority, damagesShare }];
      });
      const draftClaims = claims.filter(({ isDraft }) => isDraft);
      return claims.flatMap((servedClaim) => (servedClaim.isDraft ? claims : draftClaims).map((cutClaim) => ({ servedClaim, cutClaim })));
    });
  const conflict = pairs.find(
    ({ servedClaim, cutClaim }) =>
      servedClaim.priority < cutClaim.priority &&
      servedClaim.damagesShare < cutClaim.damagesShare &&
      servedClaim.delivered > ROUNDING_TONNES &&
      cutClaim.cut > ROUNDING_TONNES,
  );
  if (conflict === undefined) return [];
  const { servedClaim, cutClaim } = conflict;
  return [
    {
      path: 'deliveryPriority',
      message: message('warning.priority', {
        served: servedClaim.code,
        first: servedClaim.priority,
        cut: cutClaim.code,
        last: cutClaim.priority,
        less: share(servedClaim.damagesShare),
        more: share(cutClaim.damagesShare),
      }),
    },
  ];
};

/** Warns of a current position that is not of the valuation month, or of deliveries whose final payment was due by then. */
const openingWarnings = ({ book, contract }: DraftedContract): readonly Warning[] => {
  const { opening } = contract;
  if (opening === undefined) return [];
  const asOf = monthFigure(opening.asOf);
  if (opening.asOf > book.valuationMonth) return [{ path: 'opening.asOf', message: message('warning.openingAhead', { month: asOf }) }];
  const dueWarnings = opening.openDeliveries.flatMap(({ month }, i): Warning[] => {
    const [monthDelivery] = deliverySchedule(contract, month, month, month);
    // an option may still be declared for a later period
    if (
      monthDelivery === undefined ||
      monthDelivery.terms.quotation.alternatives.length > 1 ||
      monthDelivery.finalPayment > book.valuationMonth
    )
      return [];
    return [{ path: `opening.openDeliveries.${i}.month`, message: message('warning.finalDue', { month: monthFigure(month) }) }];
  });
  return opening.asOf < book.valuationMonth
    ? [{ path: 'opening.asOf', message: message('warning.openingBehind', { month: asOf }) }, ...dueWarnings]
    : dueWarnings;
};

/** Warns that the contract is valued on a typical assay because none was entered. */
const assumedAssayWarnings = ({ isAssayAssumed, name }: Product): readonly Warning[] =>
  isAssayAssumed ? [{ path: 'productId', message: message('warning.assumedAssay', { product: name }) }] : [];

/** Warns of penalty elements above a rejection level or an import limit. */
const assayWarnings = (contract: OfftakeContract, { assay }: Pick<Product, 'assay'>): readonly Warning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (!('penalties' in price)) return [];
    return price.penalties.flatMap(({ element, rejectAbove, importLimit }, j): Warning[] => {
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
const payableWarnings = (contract: OfftakeContract, { assay }: Pick<Product, 'assay'>): readonly Warning[] =>
  contract.terms.flatMap(({ price }, i) => {
    if (price.basis !== 'payableMetal') return [];
    return price.payables.flatMap((payable, j): Warning[] => {
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
export const termWarnings = (contract: OfftakeContract, product: Pick<Product, 'assay'>): readonly Warning[] => [
  ...assayWarnings(contract, product),
  ...payableWarnings(contract, product),
];

/** Lists warnings about a valid draft. */
export const previewWarnings = (draft: DraftedContract): ContractPreview['warnings'] => {
  const { book, contract, value } = draft;
  return [
    ...(value.flows.length === 0 && contract.end <= book.valuationMonth ? [{ path: 'end', message: message('warning.over') }] : []),
    ...(contract.end > book.lastMonth
      ? [{ path: 'end', message: message('warning.beyondHorizon', { year: yearOf(book.lastMonth) }) }]
      : []),
    ...openingWarnings(draft),
    ...oversoldWarnings(draft),
    ...priorityWarnings(draft),
    ...assumedAssayWarnings(draft.product),
    ...termWarnings(draft.contract, draft.product),
  ];
};
