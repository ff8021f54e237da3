import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { ProjectFinance } from '#shared/domain/financing.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import { useCall, usePlannedYears } from '../../api/queries.ts';
import { FormGroup, FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, type FieldPath, pathTo, patternOf, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, monthSpec, numberSpec, percentSpec } from '../../editing/fields/specs.ts';
import { AddButton, LineHeads, SmallLine } from '../../editing/record/formParts.tsx';
import { RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordField, useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';

const PROJECT = rootOf<ProjectFinance>();
const LENDER_CASE = at(PROJECT, 'lenderCase');
const USES = at(PROJECT, 'uses');
const RATINGS = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC/C'] as const;
const COSTS = ['fixedCost', 'sustainingCapital', 'closureCost', 'depreciation'] as const;

/** The year and its costs. */
const COLUMNS = '40px repeat(4, minmax(0, 1fr))';
/** The month and the cost. */
const USE_COLUMNS = 'repeat(2, minmax(0, 1fr))';
const Year = styled('div')({ fontVariantNumeric: 'tabular-nums' });

const millionUsd = (label: Parameters<typeof numberSpec>[0]) =>
  numberSpec(label, { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 2 });

const FIELDS: Readonly<Record<string, () => FieldSpec>> = {
  'years.*.fixedCost': () => millionUsd('financing.cash.fixedCost'),
  'years.*.sustainingCapital': () => millionUsd('financing.cash.sustainingCapital'),
  'years.*.closureCost': () => millionUsd('financing.cash.closureCost'),
  'years.*.depreciation': () => millionUsd('financing.project.depreciation'),
  'uses.*.month': () => monthSpec('financing.project.useMonth'),
  'uses.*.amount': () => millionUsd('financing.project.useAmount'),
  royaltyRate: () => percentSpec('financing.project.royaltyRate', { unit: text('financing.project.ofRevenue') }),
  taxRate: () => percentSpec('financing.project.taxRate', { unit: text('financing.project.ofIncome') }),
  openingLosses: () => millionUsd('financing.project.openingLosses'),
  openingCash: () => millionUsd('financing.project.openingCash'),
  minimumCash: () => millionUsd('financing.project.minimumCash'),
  'lenderCase.haircut': () => percentSpec('financing.project.haircut', { step: 5 }),
  'lenderCase.minimumRating': () =>
    choiceSpec(
      'financing.project.minimumRating',
      RATINGS.map((value) => ({ value, label: ratingText(value) })),
    ),
  'lenderCase.targetDscr': () => numberSpec('financing.field.targetDscr', { decimals: 2, step: 0.05 }),
  'lenderCase.targetLlcr': () => numberSpec('financing.project.targetLlcr', { decimals: 2, step: 0.05, required: false }),
  'lenderCase.targetPlcr': () => numberSpec('financing.project.targetPlcr', { decimals: 2, step: 0.05, required: false }),
  'lenderCase.gearing.share': () =>
    percentSpec('financing.project.gearingShare', { unit: text('financing.project.ofCost'), step: 5, required: false }),
  'lenderCase.gearing.cost': () =>
    numberSpec('financing.project.gearingCost', { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 2, required: false }),
};

/** The project without a gearing whose fields are empty; one field alone is refused. */
const withoutEmptyGearing = (project: ProjectFinance): ProjectFinance => {
  const { gearing, ...lenderCase } = project.lenderCase;
  const isEmpty = gearing === undefined || Object.values(gearing).every((value) => value === undefined);
  return isEmpty ? { ...project, lenderCase } : project;
};

/** The project with a row for each year of the plan. */
const withAllYears = (project: ProjectFinance, plannedYears: readonly number[]): ProjectFinance => {
  const allYears = [...new Set([...plannedYears, ...project.years.map(({ year }) => year)])].sort((a, b) => a - b);
  const blankYear = { fixedCost: 0, sustainingCapital: 0, closureCost: 0, depreciation: 0 };
  return { ...project, years: allYears.map((year) => project.years.find((row) => row.year === year) ?? { year, ...blankYear }) };
};

const costLabel = (key: (typeof COSTS)[number]): string => FIELDS[`years.*.${key}`]!().label;

const isEmptyYear = (row: ProjectFinance['years'][number]): boolean => COSTS.every((key) => row[key] === 0);

/** Project cost by month. Without an entry the draws of the facilities set it. */
const UseRows = ({ uses = [] }: Pick<ProjectFinance, 'uses'>) => {
  const { commit } = useRecordFields();
  const state = useCall('workspace.state', {});
  if (!state.data?.open) return undefined;
  const nextMonth = (uses.at(-1)?.month ?? monthOfDate(state.data.settings.valuationDate)) + 1;
  return (
    <>
      <FormGroup title={text('financing.project.uses', { unit: text('formUnit.millionUsd') })} />
      {uses.length > 0 ? (
        <LineHeads columns={USE_COLUMNS} heads={[text('financing.project.useMonth'), text('financing.project.useAmount')]} />
      ) : undefined}
      {uses.map((_, i) => {
        const label = text('financing.project.useOf', { number: i + 1 });
        return (
          <SmallLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a cost is known by its place in the list
            key={i}
            label={label}
            columns={USE_COLUMNS}
            remove={{
              label: text('financing.project.removeUse', { number: i + 1 }),
              onAction: () => {
                const remainingUses = uses.filter((__, index) => index !== i);
                commit([set(USES, remainingUses.length > 0 ? remainingUses : undefined)]);
              },
            }}
          >
            <RecordField path={at(USES, i, 'month')} />
            <RecordField path={at(USES, i, 'amount')} hidesUnit />
          </SmallLine>
        );
      })}
      <AddButton
        label={text('financing.project.addUse')}
        path={USES}
        onAction={() => commit([set(USES, [...uses, { month: nextMonth, amount: 0 }])])}
      />
      <RowNote>{text('financing.project.usesNote')}</RowNote>
    </>
  );
};

type SwitchRowProps = {
  readonly path: FieldPath<boolean>;
  readonly isOn: boolean;
  readonly texts: Readonly<Record<'label' | 'yes' | 'no', string>>;
};

/** A choice between two rules. */
const SwitchRow = ({ path, isOn, texts }: SwitchRowProps) => {
  const { commit } = useRecordFields();
  return (
    <FormRow label={texts.label}>
      <SelectField
        value={isOn ? 'yes' : 'no'}
        choices={[
          { value: 'yes', label: texts.yes },
          { value: 'no', label: texts.no },
        ]}
        onCommit={(value) => commit([set(path, value === 'yes')])}
      />
    </FormRow>
  );
};

/** What makes a contract bankable, and the targets at which a loan is sized. */
const LenderCaseRows = ({ lenderCase }: Pick<ProjectFinance, 'lenderCase'>) => (
  <>
    <FormGroup title={text('financing.project.lender')} />
    <RecordRow path={at(LENDER_CASE, 'haircut')} />
    <RecordRow path={at(LENDER_CASE, 'minimumRating')} />
    <SwitchRow
      path={at(LENDER_CASE, 'acceptsLetterOfCredit')}
      isOn={lenderCase.acceptsLetterOfCredit}
      texts={{
        label: text('financing.project.letterOfCredit'),
        yes: text('financing.project.letterOfCredit.yes'),
        no: text('financing.project.letterOfCredit.no'),
      }}
    />
    <SwitchRow
      path={at(LENDER_CASE, 'mustOutlastMaturity')}
      isOn={lenderCase.mustOutlastMaturity}
      texts={{
        label: text('financing.project.contractEnd'),
        yes: text('financing.project.contractEnd.yes'),
        no: text('financing.project.contractEnd.no'),
      }}
    />
    <RecordRow path={at(LENDER_CASE, 'targetDscr')} />
    <RecordRow path={at(LENDER_CASE, 'targetLlcr')} />
    <RecordRow path={at(LENDER_CASE, 'targetPlcr')} />
    <RecordRow path={pathTo('lenderCase.gearing.share')} />
    <RecordRow path={pathTo('lenderCase.gearing.cost')} />
    <RowNote>{text('financing.project.gearingNote')}</RowNote>
    <RowNote>{text('financing.project.lenderNote')}</RowNote>
  </>
);

/** Edits the costs of the project and what lenders assume. */
export const ProjectDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const [refusal, setRefusal] = useState<OrebookError>();
  const plannedYears = usePlannedYears();
  const list = useCall('financing.list', {});
  const save = useCommand('financing.saveProject', {
    doneText: () => text('financing.project.saved'),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  const version = list.data?.projectVersion;
  return (
    <RecordDialog<ProjectFinance>
      title={text('financing.project.title')}
      action={text('financing.save')}
      draft={{ kind: 'projectFinance', id: 'project' }}
      record={list.data && withAllYears(list.data.project, plannedYears)}
      specOf={(path) => FIELDS[patternOf(path)]?.()}
      issues={serverIssues(refusal, 'project')}
      onEdit={() => setRefusal(undefined)}
      focus={at(PROJECT, 'royaltyRate')}
      onSubmit={async (project) => {
        const years = project.years.filter((row) => !isEmptyYear(row));
        return (
          (await save.run({
            project: { ...withoutEmptyGearing(project), years },
            ...(version !== undefined && version > 0 && { version }),
          })) !== undefined
        );
      }}
      onClose={onClose}
    >
      {({ record }) => (
        <>
          <FormGroup title={text('financing.project.rates')} />
          <RecordRow path={at(PROJECT, 'royaltyRate')} />
          <RecordRow path={at(PROJECT, 'taxRate')} />
          <RowNote>{text('financing.project.taxNote')}</RowNote>
          <RecordRow path={at(PROJECT, 'openingLosses')} />
          <RecordRow path={at(PROJECT, 'openingCash')} />
          <RecordRow path={at(PROJECT, 'minimumCash')} />
          <FormGroup title={text('financing.project.costs', { unit: text('formUnit.millionUsd') })} />
          <LineHeads columns={COLUMNS} heads={[text('financing.cash.year'), ...COSTS.map(costLabel)]} />
          {record.years.map(({ year }, i) => (
            <SmallLine key={year} label={String(year)} columns={COLUMNS}>
              <Year aria-hidden>{year}</Year>
              {COSTS.map((key) => (
                <RecordField key={key} path={at(PROJECT, 'years', i, key)} label={costLabel(key)} hidesUnit />
              ))}
            </SmallLine>
          ))}
          <UseRows {...(record.uses && { uses: record.uses })} />
          <LenderCaseRows lenderCase={record.lenderCase} />
        </>
      )}
    </RecordDialog>
  );
};
