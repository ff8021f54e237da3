import { styled } from '@mui/material/styles';
import { Fragment, useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import { type CountryTest, DEFAULT_LENDER_TESTS, type LenderTests, type ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Country } from '#shared/domain/zone.ts';
import { countryName } from '#shared/messages/country.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { FormGroup, RowNote } from '../../components/FormRow.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { pathTo, patternOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, enumSpec, numberSpec, percentSpec } from '../../editing/fields/specs.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { ContractChecklist } from './ContractChecklist.tsx';

const TESTS = 'lenderCase.tests';
const SHARE_FIELDS = [
  'bankable',
  'nominalTonnes',
  'minimumTonnes',
  'secured',
  'largestBuyer',
  'largestGroup',
  'letterOfCredit',
  'directAgreement',
] as const;
const RATIO_FIELDS = ['floorCover', 'tenor', 'withoutLargest'] as const;
const FIELD_ORDER = [
  'bankable',
  'nominalTonnes',
  'minimumTonnes',
  'secured',
  'floorCover',
  'tenor',
  'largestBuyer',
  'largestGroup',
  'letterOfCredit',
  'directAgreement',
  'missingLaw',
  'withoutLargest',
] as const satisfies readonly (keyof LenderTests)[];
/** The share of a new test of a country: a house default. */
const NEW_SHARE = 0.2;

const isOneOf = <T extends string>(options: readonly T[], name: string): name is T => (options as readonly string[]).includes(name);

const testField = (path: string, countries: readonly Country[]): FieldSpec | undefined => {
  const name = patternOf(path).slice(TESTS.length + 1);
  if (path === 'lenderCase.tailShare') return percentSpec('financing.check.tail', { step: 5 });
  if (isOneOf(SHARE_FIELDS, name)) return percentSpec(`financing.tests.${name}`, { step: 5 });
  if (isOneOf(RATIO_FIELDS, name)) return numberSpec(`financing.tests.${name}`, { decimals: 2, step: 0.05 });
  if (name === 'missingLaw') return numberSpec('financing.tests.missingLaw', { decimals: 0, step: 1 });
  if (name === 'countries.*.country')
    return choiceSpec(
      'financing.tests.country',
      countries.map((country) => ({ value: country.code, label: countryName(country) })),
    );
  if (name === 'countries.*.kind')
    return enumSpec('financing.tests.kind', { atLeast: 'financing.tests.kind.atLeast', atMost: 'financing.tests.kind.atMost' });
  if (name === 'countries.*.share') return percentSpec('financing.tests.share', { step: 5 });
  return undefined;
};

const Buttons = styled('span')({ display: 'flex', flexWrap: 'wrap', marginLeft: -6 });

/** Tests of the offtake sold to countries. */
const CountryRows = ({ tests, countries }: { readonly tests: LenderTests; readonly countries: readonly Country[] }) => {
  const { commit } = useRecordFields();
  const path = pathTo<readonly CountryTest[]>(`${TESTS}.countries`);
  const nameOf = (code: string): string => {
    const country = countries.find((test) => test.code === code);
    return country ? countryName(country) : code;
  };
  const unusedCountry = countries.find(({ code }) => tests.countries.every(({ country }) => country !== code));
  return (
    <>
      <FormGroup title={text('financing.tests.countries')} />
      {tests.countries.map(({ country }, i) => (
        <Fragment key={country}>
          <RecordRow path={pathTo(`${TESTS}.countries.${i}.country`)} />
          <RecordRow path={pathTo(`${TESTS}.countries.${i}.kind`)} pair={pathTo(`${TESTS}.countries.${i}.share`)} />
        </Fragment>
      ))}
      <FullWidthRow>
        <Buttons>
          <QuietEditButton
            disabled={unusedCountry === undefined}
            onClick={() =>
              unusedCountry && commit([set(path, [...tests.countries, { country: unusedCountry.code, kind: 'atMost', share: NEW_SHARE }])])
            }
          >
            {text('financing.tests.addCountry')}
          </QuietEditButton>
          {tests.countries.map(({ country }) => (
            <QuietEditButton
              key={country}
              onClick={() =>
                commit([
                  set(
                    path,
                    tests.countries.filter((test) => test.country !== country),
                  ),
                ])
              }
            >
              {text('financing.tests.removeCountry', { country: nameOf(country) })}
            </QuietEditButton>
          ))}
        </Buttons>
      </FullWidthRow>
    </>
  );
};

/** The contracts whose buyer signed a direct agreement with the lenders. */
const DirectAgreementRows = ({ tests: { directAgreements } }: { readonly tests: LenderTests }) => {
  const { commit } = useRecordFields();
  const contracts = useCall('contracts.list', {});
  const path = pathTo<readonly ContractId[]>(`${TESTS}.directAgreements`);
  const rows = (contracts.data?.rows ?? []).filter(({ status }) => status !== 'ended');
  return (
    <>
      <FormGroup title={text('financing.tests.directAgreements')} />
      <FullWidthRow>
        <ContractChecklist rows={rows} checkedIds={directAgreements} onChange={(ids) => commit([set(path, ids)])} />
      </FullWidthRow>
    </>
  );
};

/** The project with thresholds to edit. */
const withTests = (project: ProjectFinance): ProjectFinance => ({
  ...project,
  lenderCase: { ...project.lenderCase, tests: project.lenderCase.tests ?? DEFAULT_LENDER_TESTS },
});

/** Edits the thresholds of the lenders' checks, and what the checks need that no record has. */
export const LenderTestsDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const list = useCall('financing.list', {});
  const buyers = useCall('buyers.list', {});
  const countries = buyers.data?.countries ?? [];
  const save = useCommand('financing.saveProject', {
    doneText: () => text('financing.tests.saved'),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  const version = list.data?.projectVersion;
  return (
    <RecordDialog<ProjectFinance>
      title={text('financing.tests.title')}
      action={text('financing.save')}
      draft={{ kind: 'projectFinance', id: 'tests' }}
      record={list.data && buyers.data && withTests(list.data.project)}
      specOf={(path) => testField(path, countries)}
      issues={serverIssues(refusal, 'project')}
      onEdit={() => setRefusal(undefined)}
      focus={pathTo(`${TESTS}.bankable`)}
      onSubmit={async (project) => (await save.run({ project, ...(version !== undefined && version > 0 && { version }) })) !== undefined}
      onClose={onClose}
    >
      {({ record }) => {
        const tests = record.lenderCase.tests ?? DEFAULT_LENDER_TESTS;
        return (
          <>
            {FIELD_ORDER.map((key) => (
              <RecordRow key={key} path={pathTo(`${TESTS}.${key}`)} />
            ))}
            <RecordRow path={pathTo('lenderCase.tailShare')} />
            <RowNote>{text('financing.tests.note')}</RowNote>
            <CountryRows tests={tests} countries={countries} />
            <DirectAgreementRows tests={tests} />
          </>
        );
      }}
    </RecordDialog>
  );
};
