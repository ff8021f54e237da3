import type { PastRecords } from '#db/repositories/recordChanges.ts';
import type { TeamConflict } from '#db/repositories/team.ts';
import { type BothSides, type RowSides, readBothSides, readRowSides } from '#db/resolveConflict.ts';
import type { Db } from '#db/schema.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import { Plan } from '#shared/domain/plan.ts';
import { isDeepEqual } from '#shared/equality.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import { facilityChanges, fieldChanges, projectFinanceChanges, sheetChanges } from '../history/recordTimeline.ts';
import { planChanges } from '../imports/checkBundle.ts';
import type { Draft } from '../sheets/columns.ts';
import { copyOf, type ImportContext } from '../sheets/importContext.ts';
import { columnLabel, sheetLabel } from '../sheets/mapping.ts';
import type { SheetKey } from '../sheets/sheets.ts';

/** Lists what differs between two records of a kind, with the names, values and units of its form. */
type RecordComparer = (theirs: Draft, mine: Draft, context: ImportContext) => readonly FieldChange[];

const ofPast =
  (kind: keyof PastRecords): RecordComparer =>
  (theirs, mine, context) =>
    fieldChanges(kind, theirs, mine, context);

/** Compares in the columns of a sheet; a part without a column is named, without its values. */
const ofSheet =
  (sheet: SheetKey, parts: Readonly<Record<string, Label>> = {}): RecordComparer =>
  (theirs, mine, context) => [
    ...sheetChanges(sheet, theirs, mine, context),
    ...Object.entries(parts)
      .filter(([part]) => !isDeepEqual(theirs[part], mine[part]))
      .map(([, label]) => ({ label, before: null, after: message('timeline.changed') })),
  ];

/** Compares texts and dates that people enter, under the names of their fields. */
const ofTexts =
  (fields: Readonly<Record<string, Label>>): RecordComparer =>
  (theirs, mine) =>
    Object.entries(fields)
      .filter(([field]) => theirs[field] !== mine[field])
      .map(([field, label]) => ({ label, before: textLabel(theirs[field]), after: textLabel(mine[field]) }));

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

const textLabel = (value: unknown): Label | null => {
  if (typeof value !== 'string' || value === '') return null;
  return ISO_DATE.test(value) ? { value, unit: 'date' } : { name: value };
};

const COMPARERS: Readonly<Record<string, RecordComparer>> = {
  contract: ofPast('contract'),
  buyer: ofPast('buyer'),
  product: ofPast('product'),
  facility: facilityChanges,
  projectFinance: projectFinanceChanges,
  plan: (theirs, mine, context) => [
    ...sheetChanges('plans', theirs, mine, context),
    ...planChanges(Plan.parse(theirs), Plan.parse(mine), context),
  ],
  limit: ofSheet('limits'),
  scenario: ofSheet('scenarios', { prices: columnLabel('prices'), demand: columnLabel('demand'), channels: columnLabel('channels') }),
  tender: ofSheet('tenders', { bids: sheetLabel('bids') }),
  version: ofSheet('versions', { deal: columnLabel('deal') }),
  reference: ofSheet('references'),
  workspace: ofSheet('workspace'),
  deck: ofSheet('decks'),
  note: ofTexts({ body: message('notes.body'), author: message('notes.author') }),
  decision: ofTexts({
    title: message('decisions.field.title'),
    why: message('decisions.field.why'),
    decidedOn: message('decisions.field.decidedOn'),
    outcome: message('decisions.field.outcome'),
    author: message('notes.author'),
  }),
};

const ABSENT: Label = message('conflicts.absent');

/** A stored value as a label: a number with the digits that were entered. */
const valueLabel = (value: string | number | null | undefined, unit = ''): Label | null => {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return { shipped: value };
  const decimals = (/\.(\d+)$/.exec(String(value))?.[1] ?? '').length;
  const amount: Label = { value, unit: 'ratio', decimals };
  return unit === '' ? amount : { list: [amount, unit], by: 'space' };
};

type RowText = { readonly label: Label; readonly column: string; readonly unit?: string };

/** What one row of a list says, and the column with its value. */
const ROW_TEXTS: Readonly<Record<string, (row: Readonly<Record<string, string | number | null>>, context: ImportContext) => RowText>> = {
  deck_point: ({ deck, reference, month }, context) => {
    const unit = context.references.find(({ code }) => code === reference)?.unit ?? '';
    const names: Label[] = [deckLabel(String(deck), context), { value: Number(month), unit: 'month' }];
    return { label: { list: names, by: 'comma' }, column: 'price', unit };
  },
  shipped_price: ({ reference, from_month: month, months }, context) => {
    const unit = context.references.find(({ code }) => code === reference)?.unit ?? '';
    const period: Label = Number(months) === 1 ? { value: Number(month), unit: 'month' } : { name: String(Math.floor(Number(month) / 12)) };
    return { label: { list: [message('conflicts.shippedPrice'), period], by: 'comma' }, column: 'price', unit };
  },
  fact: ({ subject, period, unit, year }) => ({
    label: { list: [{ shipped: String(subject) }, String(year ?? period)], by: 'comma' },
    column: 'value',
    unit: String(unit),
  }),
  reference_correlation: ({ other }) => ({ label: message('conflicts.correlation', { reference: String(other) }), column: 'value' }),
  reference_grade: ({ element, from_date: from }) => ({
    label: { list: [String(element), { value: String(from), unit: 'date' }], by: 'comma' },
    column: 'grade',
  }),
};

const deckLabel = (id: string, { entries }: ImportContext): Label => {
  const storedDeck = entries.get('deck')?.get(id)?.value as { readonly name?: string } | undefined;
  return storedDeck?.name === undefined ? { name: id } : { shipped: storedDeck.name };
};

/** The names of columns in tables whose records have no form of fields to compare in. */
const COLUMN_LABELS: Readonly<Record<string, Readonly<Record<string, Label>>>> = {
  house_style: {
    name: message('houseStyle.name'),
    accent: message('houseStyle.accent'),
    footer: message('houseStyle.footer'),
    mark: message('houseStyle.mark'),
  },
  buyer_group: {},
  country: { zone: columnLabel('zone') },
  currency: { code: columnLabel('code') },
  metal: { symbol: message('conflicts.symbol'), position: message('conflicts.position') },
};

/** Lists the parts of a row that differ. */
const columnChanges = ({ table, theirs, mine }: RowSides, labels: Readonly<Record<string, Label>>): readonly FieldChange[] =>
  Object.keys({ ...theirs, ...mine })
    .filter((column) => column !== 'version' && column !== 'json_version' && theirs?.[column] !== mine?.[column])
    .map((column) => {
      const sideOf = (image: typeof theirs): Label | null =>
        table === 'country' && column === 'zone' && image
          ? message(`zone.${String(image.zone)}` as MessageKey)
          : valueLabel(image?.[column]);
      return { label: labels[column] ?? columnLabel(column), before: sideOf(theirs), after: sideOf(mine) };
    });

/** Lists the differences of rows: those of a list by its entries, others by their columns. */
const rowChanges = (rows: readonly RowSides[], context: ImportContext): readonly FieldChange[] =>
  rows.flatMap(({ table, theirs, mine }): readonly FieldChange[] => {
    const rowText = ROW_TEXTS[table];
    const image = theirs ?? mine;
    if (rowText && image) {
      const { label, column, unit } = rowText(image, context);
      const sideOf = (side: typeof image | undefined): Label | null => (side ? valueLabel(side[column], unit) : ABSENT);
      return [{ label, before: sideOf(theirs), after: sideOf(mine) }];
    }
    // a picture is named, without its bytes
    if (table === 'house_logo') return [{ label: message('houseStyle.logo'), before: null, after: message('timeline.changed') }];
    const labels = COLUMN_LABELS[table];
    return labels ? columnChanges({ table, theirs, mine }, labels) : [];
  });

const isRecord = (value: unknown): value is Draft => typeof value === 'object' && value !== null;

const compare = (kind: string, { theirs, mine }: BothSides, context: ImportContext): readonly FieldChange[] =>
  isRecord(theirs) && isRecord(mine) ? (COMPARERS[kind]?.(copyOf(theirs), copyOf(mine), context) ?? []) : [];

/** Lists what differs in a conflict: `before` is the value of the team, `after` mine. */
export const conflictFields = async (db: Db, conflict: TeamConflict, context: ImportContext): Promise<readonly FieldChange[]> => {
  const fields = compare(conflict.kind, await readBothSides(db, conflict), context);
  return fields.length > 0 ? fields : rowChanges(await readRowSides(db, conflict), context);
};
