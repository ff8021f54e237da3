import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import type { DeckRow } from '#shared/contract/market.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { OwnReference, UNITS_OF_KIND } from '#shared/domain/reference.ts';
import { isSameName } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, type Edit, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { AverageRows, averageField, type IndexChoice, newAverage } from './AverageRows.tsx';
import { ReferenceUses } from './ReferenceUses.tsx';

/** A reference as entered in its form; a new one may have no code yet. */
type ReferenceFields = Omit<OwnReference, 'code'> & { readonly code: string };

const KINDS = ['price', 'treatmentCharge', 'freight'] as const;
/** Volatility of a new reference: prices of the ten metals move by 15 to 45 % a year, charges by 25 USD/dmt. */
const USUAL_VOLATILITY = { price: 0.25, treatmentCharge: 25, freight: 0 } as const;
const MAX_VOLATILITY = { price: 5, treatmentCharge: 100, freight: 5 } as const;
const MAX_NAME = 120;
const MAX_CODE = 20;
const MAX_QUOTATION = 200;
const MAX_INCOTERM = 40;
const EMPTY: ReferenceFields = {
  name: '',
  code: '',
  kind: 'price',
  quotation: '',
  unit: 'USD/t',
  incoterm: '',
  vatIncluded: false,
  volatility: USUAL_VOLATILITY.price,
};
const NONE = 'none';
const AVERAGE_SOURCE = 'average';
/** An average of one index: it ends in a month, after which the fallback holds. */
const ENDING_SOURCE = 'ending';

const FIELDS = rootOf<ReferenceFields>();
const NAME = at(FIELDS, 'name');
const CODE = at(FIELDS, 'code');
const KIND = at(FIELDS, 'kind');
const UNIT = at(FIELDS, 'unit');
const QUOTATION = at(FIELDS, 'quotation');
const INCOTERM = at(FIELDS, 'incoterm');
const VOLATILITY = at(FIELDS, 'volatility');
const FOLLOWS = at(FIELDS, 'follows');
const AVERAGE = at(FIELDS, 'average');
const RATIO = at(FOLLOWS, 'ratio');
const BETA = at(FOLLOWS, 'beta');

const isReferenceFields = (value: unknown): value is ReferenceFields =>
  typeof value === 'object' && value !== null && 'volatility' in value && 'unit' in value;

const isKind = (value: unknown): value is ReferenceFields['kind'] => KINDS.some((kind) => kind === value);

/** Derives a short code from the letters and digits of a name. */
const codeFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_CODE);

/** Completes an edit: another kind has other units, another usual volatility and another source of prices. */
const referenceRules = ({ kind }: ReferenceFields, edit: Edit): readonly Edit[] =>
  edit.path === KIND && isKind(edit.value) && edit.value !== kind
    ? [
        edit,
        set(UNIT, UNITS_OF_KIND[edit.value][0]),
        set(VOLATILITY, USUAL_VOLATILITY[edit.value]),
        set(FOLLOWS, undefined),
        set(AVERAGE, undefined),
      ]
    : [edit];

const factor = (label: string, unit: string, min: number, max: number): FieldSpec => ({
  kind: 'number',
  label,
  required: true,
  scale: 1,
  decimals: 2,
  step: 0.01,
  unit,
  min,
  max,
});

/** Every field of a reference by path. */
const REFERENCE_FIELDS: Readonly<Record<string, (fields: ReferenceFields) => FieldSpec>> = {
  [NAME]: () => ({ kind: 'text', label: text('market.own.name'), required: true, maxLength: MAX_NAME }),
  [CODE]: () => ({ kind: 'text', label: text('market.own.code'), required: false, maxLength: MAX_CODE }),
  [KIND]: () => ({
    kind: 'choice',
    label: text('market.own.kind'),
    required: true,
    choices: KINDS.map((value) => ({ value, label: text(`market.own.kind.${value}`) })),
  }),
  [UNIT]: ({ kind }) => ({
    kind: 'choice',
    label: text('market.own.unit'),
    required: true,
    choices: UNITS_OF_KIND[kind].map((value) => ({ value, label: value })),
  }),
  [QUOTATION]: () => ({ kind: 'text', label: text('market.own.quotation'), required: false, maxLength: MAX_QUOTATION }),
  [INCOTERM]: () => ({ kind: 'text', label: text('market.own.incoterm'), required: false, maxLength: MAX_INCOTERM }),
  [RATIO]: () => factor(text('market.own.ratio'), '×', 1e-6, 1e6),
  [BETA]: () => factor(text('market.own.beta'), 'β', -5, 5),
  [VOLATILITY]: ({ kind, follows }) => ({
    kind: 'number',
    label: text(follows ? 'market.own.residual' : 'market.own.volatility'),
    required: true,
    decimals: 1,
    step: 0.1,
    min: 0,
    max: MAX_VOLATILITY[kind],
    ...(kind === 'price' ? { unit: text('calibration.unit.percent'), scale: 100 } : { unit: text('calibration.unit.charge'), scale: 1 }),
  }),
};

/** A new reference that is an index until its last month. */
const endingIndex = ({ reference, kind, unit, metal }: DeckRow, name: string): ReferenceFields => ({
  ...EMPTY,
  name: text('market.own.endingName', { name }).slice(0, MAX_NAME),
  kind: isKind(kind) ? kind : EMPTY.kind,
  unit,
  ...(metal && { metal }),
  average: newAverage([{ value: reference, label: name }], 1),
});

const isNamed = ({ name }: ReferenceFields): boolean => name.trim() !== '';

/** A reference that is edited, and its uses. */
export type EditedReference = Output<'market.ownReference'>;

export type OwnReferenceDialogProps = {
  readonly rows: readonly DeckRow[];
  /** Absent for a new reference. */
  readonly edited?: EditedReference | undefined;
  /** A new reference begins as this index until its last month. */
  readonly index?: DeckRow | undefined;
  readonly onSaved: (name: string, code: ReferenceCode) => void;
  /** Starts the removal. */
  readonly onRemove?: (() => void) | undefined;
  readonly onClose: () => void;
};

/** Adds or edits a reference of the user's own; its prices are typed, pasted or imported into the decks afterwards. */
export const OwnReferenceDialog = ({ rows, edited, index, onSaved, onRemove, onClose }: OwnReferenceDialogProps) => {
  const { label } = usePresentation();
  const [problems, setProblems] = useState<{ readonly code?: string; readonly name?: string }>({});
  const [issues, setIssues] = useState<readonly FieldIssue[]>([]);
  const shows = (error: OrebookError): boolean => {
    const ofAverage = serverIssues(error, 'reference').filter(({ path }) => path.startsWith(AVERAGE));
    setIssues(ofAverage);
    return ofAverage.length > 0;
  };
  const add = useCommand('market.addReference', {
    isExclusive: true,
    shows,
    doneText: (_output, { reference: { name, average } }) => text(average ? 'market.own.averageAdded' : 'market.own.added', { name }),
  });
  const edit = useCommand('market.editReference', {
    isExclusive: true,
    shows,
    doneText: (_output, { reference }) => text('market.own.edited', { name: reference.name }),
  });
  const uses = edited?.uses ?? [];
  const isPriced = uses.some((use) => use.isPriced);
  const isInScenario = uses.some((use) => use.kind === 'scenario');
  const isFollowed = uses.some((use) => use.kind === 'reference');
  const others = rows.filter(({ reference }) => reference !== edited?.reference.code);
  /** The indices that an average may name: of its kind and unit, and no averages themselves. */
  const indicesFor = ({ kind, unit }: ReferenceFields): readonly IndexChoice[] =>
    others
      .filter((row) => row.kind === kind && row.unit === unit && row.averages === undefined)
      .map(({ reference, name }) => ({ value: reference, label: label(name) }));
  const fieldOf = (path: string, fields: ReferenceFields): FieldSpec | undefined =>
    path.startsWith(`${AVERAGE}.`) ? averageField(path, indicesFor(fields), fields.unit) : REFERENCE_FIELDS[path]?.(fields);
  const chooseSource = (fields: ReferenceFields, source: string): readonly Edit[] => [
    set(
      AVERAGE,
      source === AVERAGE_SOURCE || source === ENDING_SOURCE ? newAverage(indicesFor(fields), source === ENDING_SOURCE ? 1 : 2) : undefined,
    ),
    set(
      FOLLOWS,
      source === NONE || source === AVERAGE_SOURCE || source === ENDING_SOURCE
        ? undefined
        : { beta: 1, ratio: 1, ...fields.follows, reference: ReferenceCode.parse(source) },
    ),
  ];

  const submit = async (fields: ReferenceFields): Promise<boolean> => {
    const parsedReference = OwnReference.safeParse({ ...fields, code: fields.code.trim() === '' ? codeFrom(fields.name) : fields.code });
    const isNameTaken = others.some((row) => isSameName(label(row.name), fields.name));
    const parseIssues = parsedReference.success ? [] : fieldIssues(parsedReference.error);
    const averageIssues = parseIssues.filter(({ path }) => path.startsWith(AVERAGE));
    setIssues(averageIssues);
    const isCodeWrong =
      parseIssues.length > averageIssues.length ||
      (parsedReference.success && others.some((row) => isSameName(row.reference, parsedReference.data.code)));
    setProblems({
      ...(isNameTaken ? { name: text('market.own.nameInUse') } : {}),
      ...(isCodeWrong ? { code: text('market.own.codeRule') } : {}),
    });
    if (isNameTaken || !parsedReference.success || isCodeWrong) return false;
    if (!(await (edited ? edit : add).run({ reference: parsedReference.data }))) return false;
    onSaved(parsedReference.data.name, parsedReference.data.code);
    return true;
  };

  return (
    <RecordDialog<ReferenceFields>
      title={text(edited ? 'market.own.editTitle' : 'market.own.title')}
      action={text(edited ? 'market.own.save' : 'market.own.add')}
      draft={{ kind: 'reference', id: edited?.reference.code ?? (index === undefined ? 'new' : `end.${index.reference}`) }}
      record={edited?.reference ?? (index === undefined ? EMPTY : endingIndex(index, label(index.name)))}
      isRecord={edited ? undefined : isReferenceFields}
      specOf={fieldOf}
      issues={issues}
      expand={referenceRules}
      isComplete={isNamed}
      onEdit={() => {
        setProblems({});
        setIssues([]);
      }}
      focus={NAME}
      onSubmit={submit}
      onClose={onClose}
    >
      {({ record, commit }) => {
        const { kind, metal, vatIncluded, follows, average } = record;
        const indices = indicesFor(record);
        return (
          <>
            <RecordRow path={NAME} error={problems.name} />
            <RecordRow path={CODE} disabled={edited !== undefined} placeholder={text('market.own.codeHint')} error={problems.code} />
            <RecordRow path={KIND} disabled={uses.length > 0} />
            <FormRow label={text('market.own.metal')}>
              <SelectField<Metal | typeof NONE>
                value={metal ?? NONE}
                choices={[
                  { value: NONE, label: text('market.own.noMetal') },
                  ...METALS.map((value) => ({ value, label: text(`metal.${value}`) })),
                ]}
                onCommit={(value) => commit([set(at(FIELDS, 'metal'), value === NONE ? undefined : value)])}
              />
            </FormRow>
            <RecordRow path={UNIT} disabled={isPriced} />
            <RecordRow path={QUOTATION} />
            <RecordRow path={INCOTERM} placeholder={text('market.own.incotermHint')} />
            <FormRow label={text('market.own.vat')}>
              <SelectField
                value={vatIncluded ? 'yes' : 'no'}
                choices={(['no', 'yes'] as const).map((value) => ({ value, label: text(`market.own.vat.${value}`) }))}
                onCommit={(vat) => commit([set(at(FIELDS, 'vatIncluded'), vat === 'yes')])}
              />
            </FormRow>
            {kind === 'freight' ? undefined : (
              <FormRow label={text('market.own.follows')} term="indexAverage">
                <SelectField<string>
                  value={average ? (average.indices.length > 1 ? AVERAGE_SOURCE : ENDING_SOURCE) : (follows?.reference ?? NONE)}
                  disabled={isFollowed || (isInScenario && !follows && !average)}
                  choices={[
                    { value: NONE, label: text('market.own.followsNone') },
                    ...(average || indices.length > 0
                      ? [
                          { value: ENDING_SOURCE, label: text('market.own.endingIndex') },
                          { value: AVERAGE_SOURCE, label: text('market.own.averageOf') },
                        ]
                      : []),
                    ...others
                      .filter(({ leads }) => kind === 'price' && leads)
                      .map(({ reference, name }) => ({ value: reference, label: text('market.own.followsOne', { name: label(name) }) })),
                  ]}
                  onCommit={(source) => commit(chooseSource(record, source))}
                />
              </FormRow>
            )}
            {average ? <AverageRows path={AVERAGE} average={average} indices={indices} /> : undefined}
            {follows ? <RecordRow path={RATIO} pair={BETA} /> : undefined}
            {kind === 'freight' || average ? undefined : <RecordRow path={VOLATILITY} />}
            <FullWidthRow>
              <span>{text(average ? 'market.own.howAverage' : follows ? 'market.own.howFollows' : 'market.own.how')}</span>
              {uses.length > 0 ? <ReferenceUses uses={uses} /> : undefined}
              {onRemove && uses.length === 0 ? (
                <div>
                  <QuietEditButton onClick={onRemove}>{text('market.own.remove')}</QuietEditButton>
                </div>
              ) : undefined}
            </FullWidthRow>
          </>
        );
      }}
    </RecordDialog>
  );
};
