import { type Entry, PROJECT_ID } from '../sheets/importContext.ts';
import type { SheetKey, SheetSpec } from '../sheets/sheets.ts';
import { fillFields, withFacilityOverride, withFlow, withProjectRow } from './facilityRows.ts';
import { commitDraft, type Outcome, type ReadRow } from './readRow.ts';
import { findOwner, type SheetCheck } from './sheetCheck.ts';

const checkFlow = (read: ReadRow, spec: SheetSpec, { context, flows }: SheetCheck, entry: Entry): Outcome => {
  const { draft, accept } = withFlow(entry, read, flows);
  const outcome = commitDraft(entry, draft, read, spec, context);
  if (outcome !== 'refused') accept();
  return outcome;
};

/** Checks a row of a list of facilities, of the project, or of a plan's facilities. */
export const checkFinancing = (read: ReadRow, spec: SheetSpec, check: SheetCheck): Outcome => {
  const { context } = check;
  if (spec.key.startsWith('project')) {
    const project = context.entries.get('projectFinance')!.get(PROJECT_ID)!;
    const draft = spec.key === 'projectFinance' ? fillFields(project, read, spec) : withProjectRow(project, read, spec);
    return commitDraft(project, draft, read, spec, context);
  }
  const facility = findOwner('facility', 'facility', read, check);
  if (!facility) return 'refused';
  if (spec.key === 'facilityFlows') return checkFlow(read, spec, check, facility);
  if (spec.key === 'covenants') return commitDraft(facility, fillFields(facility, read, spec), read, spec, context);
  const plan = findOwner('plan', 'plan', read, check);
  return plan ? commitDraft(plan, withFacilityOverride(plan, facility, read), read, spec, context) : 'refused';
};

/** The sheets of facilities, of the project and of a plan's facilities that are lists of a record. */
export const FINANCING_LISTS = new Set<SheetKey>([
  'facilityFlows',
  'covenants',
  'planFacilities',
  'projectFinance',
  'projectYears',
  'projectUses',
]);
