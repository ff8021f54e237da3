import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { ContractStatus, OfftakeContract, Renewal } from '#shared/domain/contract.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Path } from '../../../editing/fields/paths.ts';
import { defaultPrice, priceFits, usualBasis } from '../../../editing/pricing/priceDefaults.ts';
import { priceEdits } from '../../../editing/pricing/priceEdits.ts';
import type { Edit } from '../../../editing/record/recordState.ts';
import { type FieldContext, priceContextOf } from '../fields/fieldContext.ts';

/** House default of a deal that nobody has judged. */
const EVEN_ODDS = 0.5;
const NOTICE_MONTHS = 6;
const RENEWED_MONTHS = 12;

const isOpen = (status: ContractStatus): boolean => status === 'prospect' || status === 'negotiating';

const statusEdits = (contract: OfftakeContract, value: ContractStatus): readonly Edit[] => {
  if (isOpen(value) === isOpen(contract.status)) return [{ path: 'status', value }];
  return [
    { path: 'status', value },
    { path: 'probability', value: isOpen(value) ? EVEN_ODDS : 1 },
  ];
};

/** The first set of terms begins with the contract, unless it already began elsewhere. */
const startEdits = ({ start, terms }: OfftakeContract, value: unknown): readonly Edit[] => {
  const [first, second] = terms;
  const moves = typeof value === 'number' && first?.from === start && (second === undefined || second.from > value);
  return [{ path: 'start', value }, ...(moves ? [{ path: 'terms.0.from', value }] : [])];
};

const renewalOf = (kind: Renewal['kind'], before: Renewal): Renewal => {
  const noticeMonths = 'noticeMonths' in before ? before.noticeMonths : NOTICE_MONTHS;
  if (kind === 'none') return { kind };
  if (kind === 'evergreen') return { kind, noticeMonths };
  return { kind, months: 'months' in before ? before.months : RENEWED_MONTHS, noticeMonths };
};

/** A product that the price does not fit brings the price of its own kind. */
const productEdits = (contract: OfftakeContract, options: ContractOptions, value: unknown): readonly Edit[] => {
  const context = priceContextOf({ contract: { ...contract, productId: value as OfftakeContract['productId'] }, options });
  return [
    { path: 'productId', value },
    ...contract.terms.flatMap(({ price }, index) =>
      priceFits(price, context) ? [] : [{ path: `terms.${index}.price`, value: defaultPrice(usualBasis(context), context, undefined) }],
    ),
  ];
};

/** Floor and cap live while one of them is there. */
const collarEdits = (terms: Terms, path: Path, part: 'floor' | 'cap', value: unknown): readonly Edit[] => {
  const other = part === 'floor' ? terms.collar?.cap : terms.collar?.floor;
  const collar = path.slice(0, path.lastIndexOf('.'));
  if (value === undefined && other === undefined) return [{ path: collar, value: undefined }];
  return [...(terms.collar ? [] : [{ path: `${collar}.level`, value: 'reference' }]), { path, value }];
};

const TERMS_FIELD = /^terms\.(\d+)\.(.+)$/;

const termsEdits = (context: FieldContext, { path, value }: Edit): readonly Edit[] | undefined => {
  const [, index, field = ''] = TERMS_FIELD.exec(path) ?? [];
  const terms = context.contract.terms[Number(index)];
  if (!terms) return undefined;
  if (field === 'collar.floor' || field === 'collar.cap')
    return collarEdits(terms, path, field === 'collar.floor' ? 'floor' : 'cap', value);
  if (field === 'blend.fixedShare' && (value === undefined || value === 0)) return [{ path: `terms.${index}.blend`, value: undefined }];
  return priceEdits(priceContextOf(context), `terms.${index}.price`, { path, value });
};

/** What one field of a contract brings with it: a status its probability, a basis its terms, a first floor its level. */
export const contractRules =
  (options: ContractOptions) =>
  (contract: OfftakeContract, edit: Edit): readonly Edit[] => {
    switch (edit.path) {
      case 'status':
        return statusEdits(contract, edit.value as ContractStatus);
      case 'start':
        return startEdits(contract, edit.value);
      case 'renewal.kind':
        return [{ path: 'renewal', value: renewalOf(edit.value as Renewal['kind'], contract.renewal) }];
      case 'productId':
        return productEdits(contract, options, edit.value);
      default:
        return termsEdits({ contract, options }, edit) ?? [edit];
    }
  };
