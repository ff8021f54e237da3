import { isDeepEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { NO_EXTRAS } from '../financing/facilityDefaults.ts';
import type { Draft } from '../sheets/columns.ts';
import { type FACILITY_FLOWS, STYLE_COLUMNS } from '../sheets/facilityColumns.ts';
import { copyOf, type Entry } from '../sheets/importContext.ts';
import type { SheetSpec } from '../sheets/sheets.ts';
import { cellIssue, fillDraft, type ReadRow } from './readRow.ts';

type Flow = (typeof FACILITY_FLOWS)[number];

/** Creates a facility with the defaults of the form, and one draw of the whole amount a period before the first repayment. */
export const blankFacility = (id: string, { values, notes }: ReadRow, order: number): Draft => {
  const kind = values.get('facilityKind') ?? (/prepa|预付/iu.test(String(values.get('name'))) ? 'prepayment' : 'loan');
  const isPrepayment = kind === 'prepayment';
  if (!values.has('facilityKind')) notes.push(message('imports.note.facilityKind', { kind: { key: `financing.kind.${kind}` } }));
  const periodMonths = Number(values.get('periodMonths') ?? (isPrepayment ? 1 : 6));
  const isDrawn = values.has('openingStart') || values.has('openingBalance');
  return {
    id,
    kind,
    lender: '',
    inBaseline: true,
    rank: 1,
    order,
    dayCount: 'actual/360',
    periodMonths,
    graceInterest: isPrepayment ? 'capitalised' : 'paid',
    repayment: { style: isPrepayment ? 'equalParts' : 'linear' },
    contractIds: [],
    draws: isDrawn ? [] : [{ month: Number(values.get('firstRepayment')) - periodMonths, amount: values.get('commitment') }],
    ...(isDrawn && { opening: { reserve: 0, arrears: 0 } }),
    ...copyOf(NO_EXTRAS),
  };
};

/** Adds an issue at each cell that belongs to another style of repayment than that of the facility. */
export const checkStyleCells = (draft: Draft, read: ReadRow): void => {
  const style = String((draft.repayment as Draft).style);
  for (const [otherColumn, key] of Object.entries(STYLE_COLUMNS))
    if (otherColumn !== style && read.values.has(key))
      read.issues.push(cellIssue(read, key, 'notInRepayment', { key: `financing.style.${style}` }));
};

/** The dated amounts of each facility and list in the checked rows of the file. They replace the stored ones. */
export type FlowLists = Map<Entry, Map<Flow, readonly Draft[]>>;

/**
 * Returns a facility with the dated amount of a row. While the amounts of the file equal the first stored ones, all stored ones are kept;
 * else the amounts of the file replace them. `accept` counts the amount of the row.
 */
export const withFlow = (
  entry: Entry,
  { values }: ReadRow,
  flowLists: FlowLists,
): { readonly draft: Draft; readonly accept: () => void } => {
  const flow = values.get('flow') as Flow;
  const lists = flowLists.get(entry) ?? new Map<Flow, readonly Draft[]>();
  const list = [...(lists.get(flow) ?? []), { month: values.get('month'), amount: values.get('amount') }];
  const storedFlows = (entry.before?.[flow] ?? []) as readonly Draft[];
  const isStored = isDeepEqual(list, storedFlows.slice(0, list.length));
  const draft = { ...copyOf(entry.value), [flow]: isStored ? [...storedFlows] : list };
  return { draft, accept: () => flowLists.set(entry, new Map(lists).set(flow, list)) };
};

/** Removes stored amounts beyond those that the file has. */
export const dropOldFlows = (flowLists: FlowLists): void => {
  for (const [entry, lists] of flowLists)
    for (const [flow, list] of lists) if (!isDeepEqual(entry.value[flow], list)) entry.value = { ...copyOf(entry.value), [flow]: list };
};

/** Returns a plan with the override of a facility in a row. */
export const withFacilityOverride = (plan: Entry, facility: Entry, read: ReadRow): Draft => {
  const draft = copyOf(plan.value);
  const overrides = (draft.facilities ?? []) as Draft[];
  const storedOverride = overrides.find((candidate) => candidate.facilityId === facility.id);
  const override: Draft = storedOverride ?? { facilityId: facility.id };
  for (const [key, field] of [
    ['included', 'included'],
    ['commitment', 'commitment'],
    ['planRate', 'rate'],
  ] as const)
    if (read.values.has(key)) override[field] = read.values.get(key);
  if (!storedOverride) overrides.push(override);
  overrides.sort((a, b) => (String(a.facilityId) < String(b.facilityId) ? -1 : 1));
  draft.facilities = overrides;
  return draft;
};

/** Returns the project with the row of a year or of a month, which replaces the row of the same year or month. */
export const withProjectRow = (project: Entry, read: ReadRow, spec: SheetSpec): Draft => {
  const draft = copyOf(project.value);
  const [list, key] = spec.key === 'projectYears' ? (['years', 'year'] as const) : (['uses', 'month'] as const);
  const row =
    key === 'year'
      ? Object.fromEntries(spec.columns.map((column) => [column.key, read.values.get(column.key)]))
      : { month: read.values.get('month'), amount: read.values.get('projectCost') };
  const others = ((draft[list] ?? []) as Draft[]).filter((candidate) => candidate[key] !== row[key]);
  draft[list] = [...others, row].sort((a, b) => Number(a[key]) - Number(b[key]));
  return draft;
};

/** Returns a record with the values of a row. */
export const fillFields = (entry: Entry, read: ReadRow, spec: SheetSpec): Draft => {
  const draft = copyOf(entry.value);
  fillDraft(draft, read, spec, new Set(['facility']));
  return draft;
};
