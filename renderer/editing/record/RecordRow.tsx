import type { Origin } from '#shared/domain/origin.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { FormRow, PairRow, RowNote } from '../../components/FormRow.tsx';
import { type FieldPath, getAt } from '../fields/fieldPath.ts';
import { formatField } from '../fields/fieldSpec.ts';
import { RecordField, useRecordFields } from './RecordField.tsx';

export type RecordRowProps = {
  readonly path: FieldPath;
  /** A second, related field in the same row. */
  readonly pair?: FieldPath | undefined;
  /** The label of the row; that of the field unless given. */
  readonly label?: string | undefined;
  /** Shown in the field while it is empty. */
  readonly placeholder?: string | undefined;
  /** A problem that the form itself found in the first field. */
  readonly error?: string | undefined;
  /** Whether the first field can't be edited. */
  readonly disabled?: boolean | undefined;
};

/** The origin of a row: that of its first field, else of its second. */
export const useRowOrigin = (...paths: readonly (FieldPath | undefined)[]): Origin | undefined => {
  const { origins } = useRecordFields();
  return paths.map((path) => (path === undefined ? undefined : origins[path])).find((origin) => origin !== undefined);
};

/** The glossary terms of fields, by the end of their path. */
const TERM_OF_FIELD: Readonly<Record<string, GlossaryTerm>> = {
  'collar.floor': 'floor',
  'blend.fixedShare': 'fixedShare',
  'delivery.incoterm': 'incoterm',
  'delivery.otherUsdPerDmt': 'netback',
  'payment.provisionalShare': 'provisionalInvoice',
  'quantity.carryForwardShare': 'carryForward',
  'quantity.makeUpMonths': 'makeUp',
  'quantity.rampUp': 'rampUp',
  'quantity.takeOrPayShare': 'takeOrPay',
  'quantity.tolerance': 'tolerance',
  'quotation.holder': 'qpDeclaration',
  'renewal.kind': 'evergreen',
  'ultimateParent.name': 'ultimateParent',
  benchmarkFallback: 'benchmark',
  changeOfLaw: 'changeOfLaw',
  cycleSensitivity: 'cycleSensitivity',
  damagesShare: 'damages',
  deliveryPriority: 'deliveryPriority',
  depthCap: 'depthDiscount',
  depthShare: 'marketDepth',
  depthSlope: 'depthDiscount',
  hardship: 'hardship',
  mainReference: 'mainReference',
  moisture: 'dmt',
  paths: 'path',
  payable: 'payable',
  premium: 'premium',
  rating: 'rating',
  reference: 'reference',
  referenceGrade: 'grade',
  reviewTrigger: 'priceReview',
  seed: 'seed',
};

const termOf = (path: FieldPath): GlossaryTerm | undefined => {
  const parts = String(path).split('.');
  return TERM_OF_FIELD[parts.slice(-2).join('.')] ?? TERM_OF_FIELD[parts.at(-1) ?? ''];
};

/** A row of a form for one field of the record, or two that belong together. */
export const RecordRow = ({ path, pair, label, placeholder, error, disabled }: RecordRowProps) => {
  const { specOf } = useRecordFields();
  const origin = useRowOrigin(path, pair);
  const name = label ?? specOf(path)?.label ?? '';
  const firstField = <RecordField path={path} placeholder={placeholder} error={error} disabled={disabled} />;
  return (
    <FormRow label={name} origin={origin} term={termOf(path)}>
      {pair === undefined ? (
        firstField
      ) : (
        <PairRow>
          {firstField}
          <RecordField path={pair} label={specOf(pair)?.label} placeholder={placeholder} />
        </PairRow>
      )}
    </FormRow>
  );
};

export type AssumptionRowProps = {
  readonly path: FieldPath;
  /** The default assumption that applies while the field is empty. */
  readonly assumption: unknown;
  /** What the default is and what is publicly known about it. */
  readonly note: string;
};

/** A row of a field that may be empty: it shows the default assumption that then applies, with its mark, and what is known about it. */
export const AssumptionRow = ({ path, assumption, note }: AssumptionRowProps) => {
  const { record, specOf } = useRecordFields();
  const spec = specOf(path);
  if (!spec) return undefined;
  return (
    <>
      <FormRow label={spec.label} origin={getAt(record, path) === undefined ? 'house' : undefined} term={termOf(path)}>
        <RecordField path={path} placeholder={formatField(spec, assumption)} />
      </FormRow>
      <RowNote>{note}</RowNote>
    </>
  );
};
