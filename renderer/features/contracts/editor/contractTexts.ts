import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { figureText, joinUnit } from '#shared/presentation/message.ts';
import { formatMonth, formatPercent } from '#shared/units/format.ts';

const buyerName = (contract: OfftakeContract, options: ContractOptions): string =>
  options.buyers.find(({ id }) => id === contract.buyerId)?.name ?? text('contract.noBuyer');

/** The contract's name, else its buyer, metal and years. */
export const contractTitle = (contract: OfftakeContract, options: ContractOptions): string => {
  if (contract.name.trim() !== '') return contract.name;
  const product = options.products.find(({ id }) => id === contract.productId);
  return text('contract.untitled', {
    buyer: buyerName(contract, options),
    metal: product ? text(`metal.${product.metal}`).toLocaleLowerCase('en') : '',
    years: text('template.years', { from: yearOf(contract.start), to: String(yearOf(contract.end)).slice(2) }),
  });
};

/** The status, with the probability of an open deal. */
export const statusText = ({ status, probability }: OfftakeContract): string => {
  const statusName = text(`status.${status}`).toLocaleLowerCase('en');
  if (status !== 'prospect' && status !== 'negotiating') return statusName;
  return text('contract.likely', { status: statusName, probability: formatPercent(probability) });
};

/** States what is deleted with a contract. */
export const deletionText = (contract: OfftakeContract, options: ContractOptions): string => {
  const tonnes = contract.terms[0]?.quantity.tonnesPerYear ?? 0;
  return text('contract.deleteBody', {
    code: contract.code,
    quantity: joinUnit(figureText({ value: tonnes, unit: 'dmt', decimals: 1 }, 'auto')),
    buyer: buyerName(contract, options),
    end: formatMonth(contract.end),
  });
};
