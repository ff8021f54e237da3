import Chip from '@mui/material/Chip';
import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import { Rating } from '#shared/domain/buyer.ts';
import type { Limit, LimitMeasure } from '#shared/domain/limit.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { CountryCode, DestinationZone } from '#shared/domain/zone.ts';
import { countryName } from '#shared/messages/country.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, type Edit, pathTo, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';

type Products = Output<'limits.board'>['products'];

const MEASURES = [
  'zoneShare',
  'countryShare',
  'largestGroup',
  'largestContract',
  'coverage',
  'ratedAtOrBelow',
  'stateOwned',
  'traders',
  'effectiveNumber',
  'minimumDscr',
] as const satisfies readonly LimitMeasure['kind'][];
const DENOMINATORS = ['plannedProduction', 'tonnesSold', 'valueSold'] as const;
const DIRECTIONS = ['atMost', 'atLeast'] as const;
const MAX_NAME = 120;
const MAX_REASON = 500;
const WHOLE = 'whole';

const LIMIT = rootOf<Limit>();
const MEASURE = at(LIMIT, 'measure');
const MEASURE_KIND = at(MEASURE, 'kind');
const ZONE = pathTo<DestinationZone>('measure.zone');
const RATING = pathTo<Rating>('measure.rating');

const isLimit = (value: unknown): value is Limit => typeof value === 'object' && value !== null && 'id' in value && 'measure' in value;

const isKind = (value: unknown): value is LimitMeasure['kind'] => MEASURES.some((kind) => kind === value);

/** A measure of a kind with the values that it begins with. */
const newMeasure = (kind: LimitMeasure['kind']): LimitMeasure => {
  if (kind === 'zoneShare') return { kind, zone: 'china' };
  if (kind === 'countryShare') return { kind, countries: [CountryCode.parse('CN')] };
  if (kind === 'minimumDscr') return { kind, case: 'lender' };
  return kind === 'ratedAtOrBelow' ? { kind, rating: 'B' } : { kind };
};

/** A limit on debt service is a minimum. Levels: default assumptions, those that guides name for contracted revenue. */
const DSCR_EDITS: readonly Edit[] = [set(at(LIMIT, 'direction'), 'atLeast'), set(at(LIMIT, 'warn'), 1.4), set(at(LIMIT, 'breach'), 1.3)];

/** Expands an edit of a limit: another kind of measure has other fields. */
const limitRules = (limit: Limit, edit: Edit): readonly Edit[] =>
  edit.path === MEASURE_KIND && isKind(edit.value) && edit.value !== limit.measure.kind
    ? [set(MEASURE, newMeasure(edit.value)), ...(edit.value === 'minimumDscr' ? DSCR_EDITS : [])]
    : [edit];

const choice = (label: string, choices: readonly { readonly value: string; readonly label: string }[]): FieldSpec => ({
  kind: 'choice',
  label,
  required: true,
  choices,
});

/** A warning or breach level: a share, or a number of buyers. */
const level = (label: string, { measure }: Limit): FieldSpec => ({
  kind: 'number',
  label,
  required: true,
  step: 1,
  ...(measure.kind === 'effectiveNumber'
    ? { unit: text('limits.form.buyers'), decimals: 1, scale: 1 }
    : measure.kind === 'minimumDscr'
      ? { decimals: 2, step: 0.05, scale: 1 }
      : { unit: '%', decimals: 0, scale: 100 }),
});

/** Every field of a limit by path. */
const LIMIT_FIELDS: Readonly<Record<string, (limit: Limit) => FieldSpec>> = {
  [at(LIMIT, 'name')]: () => ({ kind: 'text', label: text('limits.form.name'), required: true, maxLength: MAX_NAME }),
  [MEASURE_KIND]: () =>
    choice(
      text('limits.form.measure'),
      MEASURES.map((value) => ({ value, label: text(`measure.${value}`) })),
    ),
  [ZONE]: () =>
    choice(
      text('limits.form.zone'),
      DestinationZone.options.map((value) => ({ value, label: text(`zone.${value}`) })),
    ),
  [RATING]: () =>
    choice(
      text('limits.form.rating'),
      Rating.options.map((value) => ({ value, label: ratingText(value) })),
    ),
  [at(LIMIT, 'denominator')]: () =>
    choice(
      text('limits.form.denominator'),
      DENOMINATORS.map((value) => ({ value, label: text(`denominator.${value}`) })),
    ),
  [at(LIMIT, 'from')]: () => ({ kind: 'year', label: text('limits.form.period'), required: true }),
  [at(LIMIT, 'to')]: () => ({ kind: 'year', label: text('limits.form.to'), required: true }),
  [at(LIMIT, 'direction')]: () =>
    choice(
      text('limits.form.direction'),
      DIRECTIONS.map((value) => ({ value, label: text(`direction.${value}`) })),
    ),
  [at(LIMIT, 'warn')]: (limit) => level(text('limits.form.warn'), limit),
  [at(LIMIT, 'breach')]: (limit) => level(text('limits.form.breach'), limit),
  [at(LIMIT, 'owner')]: () => ({ kind: 'text', label: text('limits.form.owner'), required: false, maxLength: MAX_NAME }),
  [at(LIMIT, 'why')]: () => ({ kind: 'text', label: text('limits.form.why'), required: false, rows: 2, maxLength: MAX_REASON }),
};

const limitField = (path: string, limit: Limit): FieldSpec | undefined => LIMIT_FIELDS[path]?.(limit);

/** A limit's scope as one choice: the whole plan, a metal, a product. */
const scopeOf = ({ metal, productId }: Limit): string => productId ?? metal ?? WHOLE;

const isMetal = (value: string): value is Metal => (METALS as readonly string[]).includes(value);

const scopeEdits = (scope: string, products: Products): readonly Edit[] => [
  set(at(LIMIT, 'metal'), isMetal(scope) ? scope : undefined),
  set(at(LIMIT, 'productId'), products.find(({ id }) => id === scope)?.id),
];

const scopeChoices = (products: Products) => [
  { value: WHOLE, label: text('limits.scope.whole') },
  ...METALS.filter((metal) => products.some((product) => product.metal === metal)).map((metal) => ({
    value: metal,
    label: text(`metal.${metal}`),
    note: text('limits.scope.metal'),
  })),
  ...products.map(({ id, name }) => ({ value: id as string, label: name, note: text('limits.scope.product') })),
];

/** The countries whose tonnes a limit counts together. */
const CountriesRow = ({ countries }: { readonly countries: readonly CountryCode[] }) => {
  const { commit } = useRecordFields();
  const allCountries = useCall('buyers.list', {}, { keepLast: true }).data?.countries ?? [];
  const path = pathTo<readonly CountryCode[]>('measure.countries');
  const nameOf = (code: CountryCode) =>
    countryName(allCountries.find((listedCountry) => listedCountry.code === code) ?? { code, name: code });
  return (
    <FormRow label={text('limits.form.countries')}>
      <span>
        {countries.map((code) => (
          <Chip
            key={code}
            size="small"
            label={nameOf(code)}
            {...(countries.length > 1 && {
              onDelete: () =>
                commit([
                  set(
                    path,
                    countries.filter((otherCode) => otherCode !== code),
                  ),
                ]),
            })}
          />
        ))}
        <SelectField<string>
          value=""
          choices={[
            { value: '', label: text('limits.form.addCountry') },
            ...allCountries
              .filter(({ code }) => !countries.includes(code))
              .map((listedCountry) => ({ value: listedCountry.code as string, label: countryName(listedCountry) })),
          ]}
          onCommit={(code) => commit(code === '' ? [] : [set(path, [...countries, code as CountryCode])])}
        />
      </span>
    </FormRow>
  );
};

/** The case of the financing in which debt service is measured. */
const CaseRow = ({ chosen }: { readonly chosen: string }) => {
  const { commit } = useRecordFields();
  const { label } = usePresentation();
  const scenarios = useCall('scenarios.list', {}, { keepLast: true }).data?.rows ?? [];
  const path = pathTo<string>('measure.case');
  return (
    <FormRow label={text('financing.case')}>
      <SelectField<string>
        value={chosen}
        choices={[
          ...(['base', 'low', 'lender'] as const).map((value) => ({ value: value as string, label: text(`financing.case.${value}`) })),
          ...scenarios.map(({ id, name }) => ({ value: id as string, label: label(name) })),
        ]}
        onCommit={(value) => commit([set(path, value)])}
      />
    </FormRow>
  );
};

export type LimitDialogProps = {
  readonly products: Products;
  /** A limit that is there already; a new one without. */
  readonly stored?: { readonly limit: Limit; readonly version: number } | undefined;
  readonly onClose: () => void;
};

/** Adds or edits a limit: scope, measure, period, levels, owner and reason. */
export const LimitDialog = ({ products, stored, onClose }: LimitDialogProps) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const blankLimit = useCall('limits.blank', {}, { enabled: stored === undefined });
  const save = useCommand('limits.save', {
    doneText: (_output, { limit }) => text('limits.saved', { name: limit.name }),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  return (
    <RecordDialog<Limit>
      title={text(stored ? 'limits.form.edit' : 'limits.form.new')}
      action={text('limits.form.save')}
      draft={{ kind: 'limit', id: stored?.limit.id ?? 'new' }}
      record={stored?.limit ?? blankLimit.data?.limit}
      isRecord={stored ? undefined : isLimit}
      specOf={limitField}
      expand={limitRules}
      issues={serverIssues(refusal, 'limit')}
      onEdit={() => setRefusal(undefined)}
      focus={at(LIMIT, 'name')}
      onSubmit={async (limit) => (await save.run({ limit, ...(stored ? { version: stored.version } : {}) })) !== undefined}
      onClose={onClose}
    >
      {({ record, commit }) => (
        <>
          <RecordRow path={at(LIMIT, 'name')} />
          {record.measure.kind === 'minimumDscr' ? undefined : (
            <FormRow label={text('limits.form.scope')}>
              <SelectField
                value={scopeOf(record)}
                choices={scopeChoices(products)}
                onCommit={(scope) => commit(scopeEdits(scope, products))}
              />
            </FormRow>
          )}
          <RecordRow path={MEASURE_KIND} />
          {record.measure.kind === 'zoneShare' ? <RecordRow path={ZONE} /> : undefined}
          {record.measure.kind === 'countryShare' ? <CountriesRow countries={record.measure.countries} /> : undefined}
          {record.measure.kind === 'ratedAtOrBelow' ? <RecordRow path={RATING} /> : undefined}
          {record.measure.kind === 'minimumDscr' ? <CaseRow chosen={record.measure.case} /> : <RecordRow path={at(LIMIT, 'denominator')} />}
          <RecordRow path={at(LIMIT, 'from')} pair={at(LIMIT, 'to')} />
          {record.measure.kind === 'minimumDscr' ? undefined : <RecordRow path={at(LIMIT, 'direction')} />}
          <RecordRow path={at(LIMIT, 'warn')} />
          <RecordRow path={at(LIMIT, 'breach')} />
          <RecordRow path={at(LIMIT, 'owner')} />
          <RecordRow path={at(LIMIT, 'why')} />
        </>
      )}
    </RecordDialog>
  );
};
