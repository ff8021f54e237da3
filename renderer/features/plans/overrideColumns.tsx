import { styled } from '@mui/material/styles';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { OverrideField } from '#shared/contract/plans.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatNumber, formatPrice, parseMonth, parseNumber } from '#shared/units/format.ts';
import { type DataColumn, Missing } from '../../components/DataTable.tsx';

const KDMT = 1000;
const PERCENT = 0.01;

const Own = styled('span')(({ theme }) => ({
  fontWeight: theme.typography.fontWeightBold,
  textDecorationLine: 'underline',
  textDecorationStyle: 'dotted',
  textDecorationColor: theme.vars.palette.primary.main,
  textUnderlineOffset: 3,
}));
const Unit = styled('span')(({ theme }) => ({ marginLeft: 4, color: theme.vars.palette.ore.tertiary }));

/** The agreed values of the fields that a plan overrides, by contract and field. */
export type Agreed = ReadonlyMap<string, number | undefined>;

export const agreedKey = (contractId: string, field: OverrideField): string => `${contractId} ${field}`;

type Spec = {
  readonly label: MessageKey;
  readonly unit?: MessageKey;
  readonly width: number;
  readonly kind: 'number' | 'month';
  /** The record's units per unit of the column. */
  readonly scale: number;
  readonly value: (row: ContractRow) => number | undefined;
  readonly editable?: (row: ContractRow) => boolean;
};

/** A deal that is not signed. */
export const isOpen = ({ status }: ContractRow): boolean => status === 'prospect' || status === 'negotiating';

const SPECS: Readonly<Record<OverrideField, Spec>> = {
  tonnesPerYear: {
    label: 'contracts.table.quantity',
    unit: 'contracts.table.kdmtAYear',
    width: 86,
    kind: 'number',
    scale: KDMT,
    value: ({ tonnesPerYear }) => tonnesPerYear,
  },
  start: { label: 'contracts.table.start', width: 94, kind: 'month', scale: 1, value: ({ start }) => start },
  end: { label: 'contracts.table.ends', width: 94, kind: 'month', scale: 1, value: ({ end }) => end },
  floor: { label: 'contracts.table.floor', width: 110, kind: 'number', scale: 1, value: ({ floor }) => floor },
  cap: { label: 'contracts.table.cap', width: 112, kind: 'number', scale: 1, value: ({ cap }) => cap },
  takeOrPayShare: {
    label: 'contracts.table.takeOrPay',
    unit: 'contracts.table.percent',
    width: 86,
    kind: 'number',
    scale: PERCENT,
    value: ({ takeOrPayShare }) => takeOrPayShare,
  },
  probability: {
    label: 'contracts.table.probability',
    unit: 'contracts.table.percent',
    width: 100,
    kind: 'number',
    scale: PERCENT,
    value: (row) => (isOpen(row) ? row.probability : undefined),
    editable: isOpen,
  },
};

export const OVERRIDE_FIELDS = Object.keys(SPECS) as readonly OverrideField[];

/** The record's units per unit of the column. */
export const scaleOf = (field: OverrideField): number => SPECS[field].scale;

/** Parses a typed text to the record's unit; undefined where it is not a value. */
export const readTyped = (field: OverrideField, typed: string): number | undefined => {
  const { kind, scale } = SPECS[field];
  const value = kind === 'month' ? parseMonth(typed) : parseNumber(typed);
  // 110.1 kdmt is 110,100 dmt, not 110,099.99999999999
  return value === undefined ? undefined : Number((value * scale).toPrecision(15));
};

const MAX_DECIMALS = 3;

const shown = (field: OverrideField, value: number | undefined, unit: PriceUnit | undefined): string => {
  if (value === undefined) return '';
  const { kind, scale } = SPECS[field];
  if (kind === 'month') return formatMonth(value);
  if (unit !== undefined) return formatPrice(value, unit).text;
  const inColumn = Number((value / scale).toPrecision(12));
  const least = field === 'tonnesPerYear' ? 1 : 0;
  const decimals = String(inColumn).split('.')[1]?.length ?? 0;
  return formatNumber(inColumn, { decimals: Math.min(MAX_DECIMALS, Math.max(least, decimals)) });
};

const collarUnitOf = (field: OverrideField, { collarUnit }: ContractRow): PriceUnit | undefined =>
  field === 'floor' || field === 'cap' ? (collarUnit ?? 'USD/dmt') : undefined;

/** The columns that a plan can override; overrides are marked, and the status line shows the agreed value. */
export const overrideColumns = (agreed: Agreed): readonly DataColumn<ContractRow>[] =>
  OVERRIDE_FIELDS.map((field): DataColumn<ContractRow> => {
    const { label, unit, width, kind, value, editable } = SPECS[field];
    const cellText = (row: ContractRow) => shown(field, value(row), collarUnitOf(field, row));
    return {
      key: field,
      label: text(label),
      ...(unit === undefined ? {} : { unit: text(unit) }),
      width,
      align: kind === 'number' ? 'right' : 'left',
      text: cellText,
      cell: (row) => {
        const content = cellText(row);
        if (content === '') return field === 'probability' ? '' : <Missing>{text('common.none')}</Missing>;
        const price = collarUnitOf(field, row);
        const own = agreed.has(agreedKey(row.id, field));
        return (
          <>
            {own ? <Own>{content}</Own> : content}
            {price === undefined ? undefined : <Unit>{price}</Unit>}
          </>
        );
      },
      sortValue: value,
      highestFirst: kind === 'number',
      note: (row) => {
        const key = agreedKey(row.id, field);
        if (!agreed.has(key)) return undefined;
        const words = shown(field, agreed.get(key), collarUnitOf(field, row));
        return text('plans.page.agreed', { value: words === '' ? text('common.none') : words });
      },
      edit: { kind },
      ...(editable === undefined ? {} : { editable }),
    };
  });
