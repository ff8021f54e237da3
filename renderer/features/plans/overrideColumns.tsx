import { styled } from '@mui/material/styles';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { OverrideField } from '#shared/contract/plans.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { formatPrice } from '#shared/units/format.ts';
import { type DataColumn, Missing } from '../../components/DataTable.tsx';
import { type FieldSpec, formatField } from '../../editing/fields/fieldSpec.ts';
import { kdmtAYearSpec, numberSpec, percentSpec } from '../../editing/fields/specs.ts';
import { fieldColumn } from '../../editing/sheet/fieldColumn.ts';

const OwnValue = styled('span')(({ theme }) => ({
  fontWeight: theme.typography.fontWeightBold,
  textDecorationLine: 'underline',
  textDecorationStyle: 'dotted',
  textDecorationColor: theme.vars.palette.primary.main,
  textUnderlineOffset: 3,
}));
const Unit = styled('span')(({ theme }) => ({ marginLeft: 4, color: theme.vars.palette.ore.tertiary }));

/** The agreed values of the fields that a plan overrides, by contract and field. */
export type AgreedValues = ReadonlyMap<string, number | undefined>;

export const agreedKey = (contractId: string, field: OverrideField): string => `${contractId} ${field}`;

type OverrideColumn = {
  readonly label: MessageKey;
  readonly spec: (label: MessageKey) => FieldSpec;
  readonly unit?: MessageKey;
  readonly width: number;
  readonly value: (row: ContractRow) => number | undefined;
  readonly isEditable?: (row: ContractRow) => boolean;
};

/** A deal that is not signed. */
export const isOpen = ({ status }: ContractRow): boolean => status === 'prospect' || status === 'negotiating';

const month = (label: MessageKey): FieldSpec => ({ kind: 'month', label: text(label), required: false });
const price = (label: MessageKey): FieldSpec => numberSpec(label, { required: false });
const share = (label: MessageKey): FieldSpec => ({ ...percentSpec(label, { decimals: 0, required: false }), maxDecimals: 3 });

/** An empty cell removes the override. */
const COLUMNS: Readonly<Record<OverrideField, OverrideColumn>> = {
  tonnesPerYear: {
    label: 'contracts.table.quantity',
    spec: (label) => ({ ...kdmtAYearSpec(label), required: false, maxDecimals: 3 }),
    unit: 'contracts.table.kdmtAYear',
    width: 86,
    value: ({ tonnesPerYear }) => tonnesPerYear,
  },
  start: { label: 'contracts.table.start', spec: month, width: 94, value: ({ start }) => start },
  end: { label: 'contracts.table.ends', spec: month, width: 94, value: ({ end }) => end },
  floor: { label: 'contracts.table.floor', spec: price, width: 110, value: ({ floor }) => floor },
  cap: { label: 'contracts.table.cap', spec: price, width: 112, value: ({ cap }) => cap },
  takeOrPayShare: {
    label: 'contracts.table.takeOrPay',
    spec: share,
    unit: 'contracts.table.percent',
    width: 86,
    value: ({ takeOrPayShare }) => takeOrPayShare,
  },
  probability: {
    label: 'contracts.table.probability',
    spec: share,
    unit: 'contracts.table.percent',
    width: 100,
    value: (row) => (isOpen(row) ? row.probability : undefined),
    isEditable: isOpen,
  },
  deliveryPriority: {
    label: 'form.deliveryPriority',
    spec: (label) => ({ ...numberSpec(label, { required: false }), decimals: 0, maxDecimals: 0 }),
    width: 110,
    value: () => undefined,
  },
};

/** The fields of the contracts table; priorities have a table of their own. */
export const OVERRIDE_FIELDS = (Object.keys(COLUMNS) as readonly OverrideField[]).filter((field) => field !== 'deliveryPriority');

/** The field that an override sets. */
export const overrideSpec = (field: OverrideField): FieldSpec => COLUMNS[field].spec(COLUMNS[field].label);

const overrideText = (field: OverrideField, value: number | undefined, unit: PriceUnit | undefined): string =>
  value !== undefined && unit !== undefined ? formatPrice(value, unit).text : formatField(overrideSpec(field), value);

const collarUnitOf = (field: OverrideField, { collarUnit }: ContractRow): PriceUnit | undefined =>
  field === 'floor' || field === 'cap' ? (collarUnit ?? 'USD/dmt') : undefined;

/** The columns that a plan can override; overrides are marked, and the status line shows the agreed value. */
export const overrideColumns = (agreedValues: AgreedValues): readonly DataColumn<ContractRow>[] =>
  OVERRIDE_FIELDS.map((field): DataColumn<ContractRow> => {
    const { unit, width, value, isEditable } = COLUMNS[field];
    const spec = overrideSpec(field);
    const cellText = (row: ContractRow) => overrideText(field, value(row), collarUnitOf(field, row));
    return fieldColumn(field, spec, width, value, {
      unit: unit === undefined ? undefined : text(unit),
      text: cellText,
      cell: (row) => {
        const content = cellText(row);
        if (content === '') return field === 'probability' ? '' : <Missing>{text('common.none')}</Missing>;
        const priceUnit = collarUnitOf(field, row);
        const isOverridden = agreedValues.has(agreedKey(row.id, field));
        return (
          <>
            {isOverridden ? <OwnValue>{content}</OwnValue> : content}
            {priceUnit === undefined ? undefined : <Unit>{priceUnit}</Unit>}
          </>
        );
      },
      sortsHighestFirst: spec.kind === 'number',
      note: (row) => {
        const key = agreedKey(row.id, field);
        if (!agreedValues.has(key)) return undefined;
        const agreedText = overrideText(field, agreedValues.get(key), collarUnitOf(field, row));
        return text('plans.page.agreed', { value: agreedText === '' ? text('common.none') : agreedText });
      },
      ...(isEditable === undefined ? {} : { isEditable }),
    });
  });
