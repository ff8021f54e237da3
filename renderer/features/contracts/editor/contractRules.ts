import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { ContractStatus, OfftakeContract, Renewal } from '#shared/domain/contract.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { text } from '#shared/messages/text.ts';
import { mainPort, type NamedDeal, templateClauses, updateContractName } from '#shared/presentation/contractDefaults.ts';
import { standardName } from '#shared/presentation/standardNames.ts';
import { at, type Edit, set } from '../../../editing/fields/fieldPath.ts';
import { mainReference, referenceChoices } from '../../../editing/pricing/priceContext.ts';
import { defaultPrice, isPriceOfProduct, usualBasis } from '../../../editing/pricing/priceDefaults.ts';
import { priceEdits } from '../../../editing/pricing/priceEdits.ts';
import { DEAL, type FieldContext, priceContextOf } from '../fields/fieldContext.ts';

/** Default probability of an open deal. */
const DEFAULT_PROBABILITY = 0.5;
/** Defaults of a new renewal clause. */
const NOTICE_MONTHS = 6;
const RENEWAL_MONTHS = 12;

const isOpen = (status: ContractStatus): boolean => status === 'prospect' || status === 'negotiating';

const statusEdits = (contract: OfftakeContract, edit: Edit): readonly Edit[] => {
  const status = edit.value as ContractStatus;
  if (isOpen(status) === isOpen(contract.status)) return [edit];
  return [edit, set(at(DEAL, 'probability'), isOpen(status) ? DEFAULT_PROBABILITY : 1)];
};

/** Moves the first set of terms with the start of the contract, unless it has another start. */
const startEdits = ({ start, terms }: OfftakeContract, edit: Edit): readonly Edit[] => {
  const [first, second] = terms;
  const { value } = edit;
  const movesTerms = typeof value === 'number' && first?.from === start && (second === undefined || second.from > value);
  return [edit, ...(movesTerms ? [set(at(DEAL, 'terms', 0, 'from'), value)] : [])];
};

const renewalOf = (kind: Renewal['kind'], previousRenewal: Renewal): Renewal => {
  const noticeMonths = 'noticeMonths' in previousRenewal ? previousRenewal.noticeMonths : NOTICE_MONTHS;
  if (kind === 'none') return { kind };
  if (kind === 'evergreen') return { kind, noticeMonths };
  return { kind, months: 'months' in previousRenewal ? previousRenewal.months : RENEWAL_MONTHS, noticeMonths };
};

/** Replaces prices that do not suit the new product by its usual price. */
const productEdits = (contract: OfftakeContract, options: ContractOptions, edit: Edit): readonly Edit[] => {
  const context = priceContextOf({ contract: { ...contract, productId: edit.value as OfftakeContract['productId'] }, options });
  return [
    edit,
    ...contract.terms.flatMap(({ price }, index) =>
      isPriceOfProduct(price, context)
        ? []
        : [set(at(DEAL, 'terms', index, 'price'), defaultPrice(usualBasis(context), context, undefined))],
    ),
  ];
};

/** Adds the collar with its first floor or cap, and removes it with the last. */
const collarEdits = ({ collar }: Terms, index: number, edit: Edit, part: 'floor' | 'cap'): readonly Edit[] => {
  const otherLevel = part === 'floor' ? collar?.cap : collar?.floor;
  const path = at(DEAL, 'terms', index, 'collar');
  if (edit.value === undefined && otherLevel === undefined) return [set(path, undefined)];
  return [...(collar ? [] : [set(at(path, 'level'), 'reference')]), edit];
};

/** Adds a price support with its floor, on the reference and the first element of the price, and removes it with an empty floor. */
const supportEdits = (context: FieldContext, { price, priceSupport }: Terms, index: number, edit: Edit): readonly Edit[] => {
  const path = at(DEAL, 'terms', index, 'priceSupport');
  if (edit.value === undefined) return [set(path, undefined)];
  if (priceSupport !== undefined) return [edit];
  const codes = referenceChoices(priceContextOf(context), 'price').map(({ value }) => value);
  const reference = mainReference(price) ?? codes[0];
  const element = 'payables' in price ? price.payables[0]?.element : undefined;
  return [
    set(path, {
      floor: edit.value as number,
      ...(reference === undefined ? {} : { reference: ReferenceCode.parse(reference) }),
      ...(element === undefined ? {} : { element }),
      upsideShare: 0,
      paymentMonths: 1,
      payer: text('form.support.defaultPayer'),
      rating: 'unrated',
    }),
  ];
};

const TERMS_FIELD = /^terms\.(\d+)\.(.+)$/;

const termsEdits = (context: FieldContext, edit: Edit): readonly Edit[] | undefined => {
  const [, number, field = ''] = TERMS_FIELD.exec(edit.path) ?? [];
  const index = Number(number);
  const terms = context.contract.terms[index];
  if (!terms) return undefined;
  if (field === 'collar.floor' || field === 'collar.cap')
    return collarEdits(terms, index, edit, field === 'collar.floor' ? 'floor' : 'cap');
  if (field === 'priceSupport.floor') return supportEdits(context, terms, index, edit);
  if (field === 'payment.currency' && edit.value === 'USD')
    return [edit, set(at(at(DEAL, 'terms', index), 'payment', 'currencyShare'), undefined)];
  if (field === 'blend.fixedShare' && (edit.value === undefined || edit.value === 0))
    return [set(at(DEAL, 'terms', index, 'blend'), undefined)];
  const price = at(DEAL, 'terms', index, 'price');
  return priceEdits(priceContextOf(context), price, edit);
};

/** Updates the name when the buyer, the product or the years change, unless the user has entered another name. */
const nameEdits = (contract: OfftakeContract, { buyers, products }: ContractOptions, edit: Edit): readonly Edit[] => {
  const namedDeal = ({ buyerId, productId, start, end }: OfftakeContract): NamedDeal | undefined => {
    const buyer = buyers.find(({ id }) => id === buyerId)?.name;
    const metal = products.find(({ id }) => id === productId)?.metal;
    return buyer === undefined || metal === undefined ? undefined : { buyer, metal, start, end };
  };
  const [before, after] = [namedDeal(contract), namedDeal({ ...contract, [edit.path]: edit.value })];
  if (!before || !after || typeof after.start !== 'number' || typeof after.end !== 'number') return [];
  const name = updateContractName(contract.name, before, after);
  return name === contract.name ? [] : [set(at(DEAL, 'name'), name)];
};

/** Fields of a new contract whose text depends on whether its tonnes go to China. */
const DESTINATION_FIELDS = ['seat', 'changeOfLaw', 'note'] as const;

/** Sets the port, the seat and the clauses of the new buyer's zone, where they are still those of a new contract. */
const destinationEdits = (contract: OfftakeContract, { buyers }: ContractOptions, edit: Edit): readonly Edit[] => {
  const isChineseBuyer = (buyerId: unknown) => buyers.find(({ id }) => id === buyerId)?.zone === 'china';
  const [before, after] = [isChineseBuyer(contract.buyerId), isChineseBuyer(edit.value)];
  if (before === after) return [];
  const [clausesBefore, clausesAfter] = [templateClauses(before), templateClauses(after)];
  return [
    ...DESTINATION_FIELDS.flatMap((key) =>
      standardName(contract[key]) === clausesBefore[key] ? [set(at(DEAL, key), clausesAfter[key])] : [],
    ),
    ...contract.terms.flatMap(({ delivery }, i) =>
      delivery.destinationPort === mainPort(before) ? [set(at(at(DEAL, 'terms', i, 'delivery'), 'destinationPort'), mainPort(after))] : [],
    ),
  ];
};

/** Completes an edit of a contract by the edits that follow from it: a status sets the probability, a basis its terms, a floor its level, a buyer the name and the port. */
export const contractRules =
  (options: ContractOptions) =>
  (contract: OfftakeContract, edit: Edit): readonly Edit[] => {
    switch (edit.path) {
      case 'status':
        return statusEdits(contract, edit);
      case 'start':
        return [...startEdits(contract, edit), ...nameEdits(contract, options, edit)];
      case 'buyerId':
        return [edit, ...nameEdits(contract, options, edit), ...destinationEdits(contract, options, edit)];
      case 'end':
        return [edit, ...nameEdits(contract, options, edit)];
      case 'renewal.kind':
        return [set(at(DEAL, 'renewal'), renewalOf(edit.value as Renewal['kind'], contract.renewal))];
      case 'productId':
        return [...productEdits(contract, options, edit), ...nameEdits(contract, options, edit)];
      default:
        return termsEdits({ contract, options }, edit) ?? [edit];
    }
  };
