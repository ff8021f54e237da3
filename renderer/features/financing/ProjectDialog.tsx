import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { ProjectFinance } from '#shared/domain/financing.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import { useCall, usePlannedYears } from '../../api/queries.ts';
import { FormGroup, RowNote } from '../../components/FormRow.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, pathTo, patternOf, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec, numberSpec, percentSpec } from '../../editing/fields/specs.ts';
import { LineHeads, SmallLine } from '../../editing/record/formParts.tsx';
import { RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordField } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';

const PROJECT = rootOf<ProjectFinance>();
const RATINGS = ['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC/C'] as const;
const COSTS = ['fixedCost', 'sustainingCapital', 'closureCost', 'depreciation'] as const;

/** The year and its costs. */
const COLUMNS = '40px repeat(4, minmax(0, 1fr))';
const Year = styled('div')({ fontVariantNumeric: 'tabular-nums' });

const millionUsd = (label: Parameters<typeof numberSpec>[0]) =>
  numberSpec(label, { unit: text('formUnit.millionUsd'), scale: 1e-6, decimals: 2 });

const FIELDS: Readonly<Record<string, () => FieldSpec>> = {
  'years.*.fixedCost': () => millionUsd('financing.cash.fixedCost'),
  'years.*.sustainingCapital': () => millionUsd('financing.cash.sustainingCapital'),
  'years.*.closureCost': () => millionUsd('financing.cash.closureCost'),
  'years.*.depreciation': () => millionUsd('financing.project.depreciation'),
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
};

/** The project with a row for each year of the plan. */
const withAllYears = (project: ProjectFinance, plannedYears: readonly number[]): ProjectFinance => {
  const allYears = [...new Set([...plannedYears, ...project.years.map(({ year }) => year)])].sort((a, b) => a - b);
  const blankYear = { fixedCost: 0, sustainingCapital: 0, closureCost: 0, depreciation: 0 };
  return { ...project, years: allYears.map((year) => project.years.find((row) => row.year === year) ?? { year, ...blankYear }) };
};

const costLabel = (key: (typeof COSTS)[number]): string => FIELDS[`years.*.${key}`]!().label;

const isEmptyYear = (row: ProjectFinance['years'][number]): boolean => COSTS.every((key) => row[key] === 0);

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
        return (await save.run({ project: { ...project, years }, ...(version !== undefined && version > 0 && { version }) })) !== undefined;
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
          <FormGroup title={text('financing.project.lender')} />
          <RecordRow path={pathTo('lenderCase.haircut')} />
          <RecordRow path={pathTo('lenderCase.minimumRating')} />
          <RecordRow path={pathTo('lenderCase.targetDscr')} />
          <RecordRow path={pathTo('lenderCase.targetLlcr')} />
          <RecordRow path={pathTo('lenderCase.targetPlcr')} />
          <RowNote>{text('financing.project.lenderNote')}</RowNote>
        </>
      )}
    </RecordDialog>
  );
};
