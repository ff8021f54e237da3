import type { Opening } from '#shared/domain/opening.ts';
import { dateOfMonth, MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { at, editAt, type FieldPath, type KeyOf, type PartialValue, pathTo, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton, LineHeads, SmallLine, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordField, useRecordFields } from '../../../editing/record/RecordField.tsx';
import { DEAL } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';

/** Fields of the current position that are lists. */
type ListKey = 'openDeliveries' | 'makeUpLots' | 'unpaid';
type EntryOf<K extends ListKey> = Opening[K][number];

type OpeningListProps<K extends ListKey> = {
  readonly list: K;
  readonly entries: Opening[K];
  readonly title: MessageKey;
  /** Name of a line and of its delete button, each with its {number}. */
  readonly line: MessageKey;
  readonly remove: MessageKey;
  readonly add: MessageKey;
  readonly max: number;
  readonly columns: string;
  /** Fields of a line with the unit in their heading. */
  readonly fields: readonly (readonly [field: KeyOf<EntryOf<K>>, unit?: string])[];
  /** Creates a line; fields without a sensible default are absent, so that they are required. */
  readonly create: () => PartialValue<EntryOf<K>>;
};

/** Edits a list of the current position: a line for each entry, and a button that adds one. */
const OpeningList = <K extends ListKey>({ list, entries, title, line, remove, add, max, columns, fields, create }: OpeningListProps<K>) => {
  const { commit } = useEditor();
  const { specOf } = useRecordFields();
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
                    entries.filter((_each, otherIndex) => otherIndex !== index),
                  ),
                ]),
            }}
          >
            {fields.map(([field]) => (
              <RecordField key={field} hidesUnit path={fieldAt(index, field)} label={specOf(fieldAt(index, field))?.label} />
            ))}
          </SmallLine>
        );
      })}
      {entries.length < max ? (
        <AddButton label={text(add)} onAction={() => commit([set(pathTo<EntryOf<K>>(`${path}.${entries.length}`), create())])} />
      ) : undefined}
    </>
  );
};

type OpeningProps = { readonly opening: Opening };

const COLUMNS = 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr)';
/** Edits deliveries whose final payment is open, the latest first. */
export const OpenDeliveries = ({ opening }: OpeningProps) => {
  const { contract } = useEditor();
  const { openDeliveries, asOf } = opening;
  const earliestMonth = openDeliveries.at(-1)?.month;
  return (
    <OpeningList
      list="openDeliveries"
      entries={openDeliveries}
      title="form.openDeliveries"
      line="form.openDelivery"
      remove="form.remove.openDelivery"
      add="form.add.openDelivery"
      max={36}
      columns={COLUMNS}
      fields={[['month'], ['tonnes', text('formUnit.kdmt')], ['provisionalPaidUsd', text('formUnit.millionUsd')]]}
      create={() => ({ month: earliestMonth === undefined ? asOf : Math.max(contract.start, earliestMonth - 1) })}
    />
  );
};

/** Edits make-up tonnes that were paid for and not yet taken. */
export const MakeUpLots = ({ opening }: OpeningProps) => {
  const { terms } = useEditor();
  return (
    <OpeningList
      list="makeUpLots"
      entries={opening.makeUpLots}
      title="form.makeUpLots"
      line="form.makeUpLot"
      remove="form.remove.makeUpLot"
      add="form.add.makeUpLot"
      max={12}
      columns={COLUMNS}
      fields={[['lastMonth'], ['tonnes', text('formUnit.kdmt')], ['priceUsdPerDmt', componentTexts().units.usdPerDmt]]}
      create={() => ({ lastMonth: opening.asOf + (terms.quantity.makeUpMonths || MONTHS_PER_YEAR) })}
    />
  );
};

/** Edits invoiced amounts that are not paid yet. */
export const UnpaidAmounts = ({ opening }: OpeningProps) => (
  <OpeningList
    list="unpaid"
    entries={opening.unpaid}
    title="form.unpaid"
    line="form.unpaidAmount"
    remove="form.remove.unpaid"
    add="form.add.unpaid"
    max={36}
    columns="minmax(0, 1fr) minmax(0, 1fr)"
    fields={[['date'], ['amountUsd', text('formUnit.millionUsd')]]}
    create={() => ({ date: dateOfMonth(opening.asOf + 1) })}
  />
);
