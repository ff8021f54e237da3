import type { Opening } from '#shared/domain/opening.ts';
import { dateOfMonth } from '#shared/domain/time.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { at, editAt, type FieldPath, type KeyOf, pathTo, set, type Unfinished } from '../../../editing/fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordField, useRecordFields } from '../../../editing/record/RecordField.tsx';
import { DEAL } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';

/** The lists of an opening. */
type ListKey = 'openDeliveries' | 'makeUpLots' | 'unpaid';
type EntryOf<K extends ListKey> = Opening[K][number];

type OpeningListProps<K extends ListKey> = {
  readonly list: K;
  readonly entries: Opening[K];
  readonly title: MessageKey;
  /** The name of a line and what takes it away, each with its {number}. */
  readonly line: MessageKey;
  readonly remove: MessageKey;
  readonly add: MessageKey;
  readonly most: number;
  readonly columns: string;
  /** Fields of a line, and the unit that stands in the head of each that has one. */
  readonly fields: readonly (readonly [field: KeyOf<EntryOf<K>>, unit?: string])[];
  /** A new line; what nobody can guess is left out and asked for. */
  readonly fresh: () => Unfinished<EntryOf<K>>;
};

/** A list of an opening: a line for each entry, and the act that adds one. */
const OpeningList = <K extends ListKey>({ list, entries, title, line, remove, add, most, columns, fields, fresh }: OpeningListProps<K>) => {
  const { commit } = useEditor();
  const { specOf } = useRecordFields();
  // each list of an opening has entries of its own kind
  const path = pathTo<readonly EntryOf<K>[]>(at(DEAL, 'opening', list));
  const fieldAt = (index: number, field: KeyOf<EntryOf<K>>): FieldPath => pathTo(`${path}.${index}.${String(field)}`);
  const heads = fields.map(([field, unit]) => [specOf(fieldAt(0, field))?.label, unit].filter((part) => part !== undefined).join(' '));
  return (
    <>
      <Subhead title={text(title)} />
      {entries.length > 0 ? <LineHeads columns={columns} heads={heads} /> : undefined}
      {entries.map((_, index) => {
        const number = index + 1;
        return (
          <SmallLine
            key={number}
            label={text(line, { number })}
            columns={columns}
            remove={{
              label: text(remove, { number }),
              onAction: () =>
                commit([
                  editAt(
                    path,
                    entries.filter((_each, other) => other !== index),
                  ),
                ]),
            }}
          >
            {fields.map(([field]) => (
              <RecordField key={field} bare path={fieldAt(index, field)} label={specOf(fieldAt(index, field))?.label} />
            ))}
          </SmallLine>
        );
      })}
      {entries.length < most ? (
        <AddButton label={text(add)} onAction={() => commit([set(pathTo<EntryOf<K>>(`${path}.${entries.length}`), fresh())])} />
      ) : undefined}
    </>
  );
};

type ListOfOpening = { readonly opening: Opening };

const COLUMNS = 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)';
const YEAR = 12;

/** Deliveries whose final payment is open, the latest first. */
export const OpenDeliveries = ({ opening }: ListOfOpening) => {
  const { contract } = useEditor();
  const { openDeliveries, asOf } = opening;
  const before = openDeliveries.at(-1)?.month;
  return (
    <OpeningList
      list="openDeliveries"
      entries={openDeliveries}
      title="form.openDeliveries"
      line="form.openDelivery"
      remove="form.remove.openDelivery"
      add="form.add.openDelivery"
      most={36}
      columns={COLUMNS}
      fields={[['month'], ['tonnes', text('formUnit.kdmt')], ['provisionalPaidUsd', text('formUnit.millionUsd')]]}
      fresh={() => ({ month: before === undefined ? asOf : Math.max(contract.start, before - 1) })}
    />
  );
};

export const MakeUpLots = ({ opening }: ListOfOpening) => {
  const { terms } = useEditor();
  return (
    <OpeningList
      list="makeUpLots"
      entries={opening.makeUpLots}
      title="form.makeUpLots"
      line="form.makeUpLot"
      remove="form.remove.makeUpLot"
      add="form.add.makeUpLot"
      most={12}
      columns={COLUMNS}
      fields={[['lastMonth'], ['tonnes', text('formUnit.kdmt')], ['priceUsdPerDmt', componentTexts().units.usdPerDmt]]}
      fresh={() => ({ lastMonth: opening.asOf + (terms.quantity.makeUpMonths || YEAR) })}
    />
  );
};

export const UnpaidAmounts = ({ opening }: ListOfOpening) => (
  <OpeningList
    list="unpaid"
    entries={opening.unpaid}
    title="form.unpaid"
    line="form.unpaidAmount"
    remove="form.remove.unpaid"
    add="form.add.unpaid"
    most={36}
    columns="minmax(0, 1fr) minmax(0, 1fr)"
    fields={[['date'], ['amountUsd', text('formUnit.millionUsd')]]}
    fresh={() => ({ date: dateOfMonth(opening.asOf + 1) })}
  />
);
