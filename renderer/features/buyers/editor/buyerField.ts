import type { Buyer } from '#shared/domain/buyer.ts';
import type { Country } from '#shared/domain/zone.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import type { Choice } from '../../../components/SelectField.tsx';
import { at, type Edit, type PathPattern, patternOf, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../../editing/fields/fieldSpec.ts';
import { countryChoices, withTerm } from '../../../editing/fields/specs.ts';
import { buyerTypeChoices, ownershipChoices, ratingChoices } from '../buyerChoices.ts';

const choiceField = (label: MessageKey, choices: readonly Choice<string>[]): FieldSpec => ({
  kind: 'choice',
  label: text(label),
  required: true,
  choices,
});

/** Every field of a buyer by path, an index written `*`. */
const BUYER_FIELDS = {
  name: () => ({ kind: 'text', label: text('buyer.name'), required: true }),
  country: (countries) => choiceField('buyer.country', countryChoices(countries)),
  type: () => choiceField('buyer.type', buyerTypeChoices()),
  ownership: () => choiceField('buyer.ownership', ownershipChoices()),
  'destination.*.country': (countries) => choiceField('buyer.destinationCountry', countryChoices(countries)),
  'destination.*.share': () => ({
    kind: 'number',
    label: text('buyer.destinationShare'),
    required: true,
    unit: text('formUnit.percent'),
    scale: 100,
    decimals: 0,
    step: 5,
  }),
  'ultimateParent.name': () => ({ kind: 'text', label: text('buyer.parent'), required: false, term: 'ultimateParent' }),
  'ultimateParent.country': (countries) => choiceField('buyer.parentCountry', countryChoices(countries)),
  rating: () => withTerm(choiceField('buyer.rating', ratingChoices()), 'rating'),
  cycleSensitivity: () => ({
    kind: 'number',
    label: text('buyer.cycle'),
    term: 'cycleSensitivity',
    required: true,
    unit: text('buyer.cycleUnit'),
    scale: 1,
    decimals: 2,
    step: 0.1,
  }),
  note: () => ({ kind: 'text', label: text('buyer.group.note'), required: false, rows: 4 }),
} satisfies Partial<Record<PathPattern<Buyer>, (countries: readonly Country[]) => FieldSpec>>;

/** The field at a path of a buyer; undefined where the form has none. */
export const buyerField = (path: string, countries: readonly Country[]): FieldSpec | undefined =>
  (BUYER_FIELDS as Readonly<Record<string, ((countries: readonly Country[]) => FieldSpec) | undefined>>)[patternOf(path)]?.(countries);

export type BuyerTableField = 'name' | 'type' | 'ownership' | 'rating' | 'cycleSensitivity';

/** A field of a buyer that does not depend on the list of countries, as the table edits it. */
export const buyerTableField = (path: BuyerTableField): FieldSpec =>
  (BUYER_FIELDS[path] as (countries: readonly Country[]) => FieldSpec)([]);

/** Returns true if all tonnes end in the buyer's country, the default assumption for a new buyer. */
const endsAtHome = ({ country, destination }: Buyer): boolean =>
  destination.length === 1 && destination[0]?.country === country && destination[0].share === 1;

/** Whether all destinations of a buyer that is no trader are outside its country: often the country was changed and they were not. */
export const hasNoTonnesAtHome = ({ country, destination, type }: Buyer): boolean =>
  type !== 'trader' && destination.length > 0 && destination.every((part) => part.country !== country);

/**
 * Adds the edits that follow from one: a first parent gets the buyer's country, and an emptied parent is removed. A destination that is the
 * country of the buyer follows it, and is unknown for a trader.
 */
export const expandBuyerEdit = (buyer: Buyer, edit: Edit): readonly Edit[] => {
  const root = rootOf<Buyer>();
  if (edit.path === 'country' && endsAtHome(buyer))
    return [edit, set(at(root, 'destination'), [{ country: edit.value as Buyer['country'], share: 1 }])];
  if (edit.path === 'type' && edit.value === 'trader' && endsAtHome(buyer)) return [edit, set(at(root, 'destination'), [])];
  if (edit.path !== 'ultimateParent.name') return [edit];
  const parent = at(rootOf<Buyer>(), 'ultimateParent');
  if (edit.value === '') return [set(parent, undefined)];
  return [...(buyer.ultimateParent ? [] : [set(at(parent, 'country'), buyer.country)]), edit];
};
