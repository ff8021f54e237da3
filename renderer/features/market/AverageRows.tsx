import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { AverageFallback, IndexAverage } from '#shared/domain/indexAverage.ts';
import { text } from '#shared/messages/text.ts';
import { FormRow } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { at, type FieldPath, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { AddButton, LineHeads, SmallLine, Subhead } from '../../editing/record/formParts.tsx';
import { RecordField, useRecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';

const COLUMNS = 'minmax(0, 1.7fr) minmax(0, 0.8fr) minmax(0, 1fr) minmax(0, 1fr)';
const MAX_INDICES = 8;
const FALLBACKS = ['lastValue', 'fixed', 'index'] as const satisfies readonly AverageFallback['kind'][];

/** An index that an average may name. */
export type IndexChoice = { readonly value: ReferenceCode; readonly label: string };

/** The field at a path of an average; undefined for another path. `indices` are those of its kind and unit. */
export const averageField = (path: string, indices: readonly IndexChoice[], unit: string): FieldSpec | undefined => {
  const index: FieldSpec = { kind: 'choice', label: text('market.own.average.index'), required: true, choices: indices };
  switch (path.replace(/^average\./, '').replace(/^indices\.\d+\./, 'indices.*.')) {
    case 'indices.*.reference':
    case 'fallback.reference':
      return index;
    case 'indices.*.share':
      return {
        kind: 'number',
        label: text('market.own.average.share'),
        required: true,
        unit: text('formUnit.percent'),
        scale: 100,
        decimals: 1,
        step: 5,
      };
    case 'indices.*.from':
      return { kind: 'month', label: text('market.own.average.from'), required: false };
    case 'indices.*.to':
      return { kind: 'month', label: text('market.own.average.to'), required: false };
    case 'fallback.amount':
      return { kind: 'number', label: text('market.own.average.amount'), required: true, unit, scale: 1, decimals: 2, step: 1 };
    default:
      return undefined;
  }
};

/** The average that a new choice begins with: the first indices in equal shares, and their last value after they end. */
export const newAverage = (indices: readonly IndexChoice[], count: 1 | 2): IndexAverage => {
  const firstIndices = indices.slice(0, count);
  return {
    indices: firstIndices.map(({ value }) => ({ reference: value, share: 1 / firstIndices.length })),
    fallback: { kind: 'lastValue' },
  };
};

export type AverageRowsProps = {
  readonly path: FieldPath<IndexAverage>;
  readonly average: IndexAverage;
  readonly indices: readonly IndexChoice[];
};

/** The rows of a weighted average: its indices with shares and months, and the price after the last index has ended. */
export const AverageRows = ({ path, average, indices }: AverageRowsProps) => {
  const { commit, specOf } = useRecordFields();
  const list = at(path, 'indices');
  const fallback = at(path, 'fallback');
  const [first] = indices;
  const chooseFallback = (kind: AverageFallback['kind']) =>
    commit([set(fallback, kind === 'index' ? { kind, reference: first?.value } : { kind })]);
  return (
    <>
      <Subhead title={text(average.indices.length > 1 ? 'market.own.average.title' : 'market.own.average.endingTitle')} />
      <LineHeads
        columns={COLUMNS}
        heads={[
          text('market.own.average.index'),
          `${text('market.own.average.share')} ${text('formUnit.percent')}`,
          text('market.own.average.from'),
          text('market.own.average.to'),
        ]}
      />
      {average.indices.map((_, place) => {
        const line = at(list, place);
        const number = place + 1;
        return (
          <SmallLine
            key={line}
            label={`${text('market.own.average.index')} ${number}`}
            columns={COLUMNS}
            remove={
              average.indices.length > 1
                ? {
                    label: text('market.own.average.remove', { number }),
                    onAction: () =>
                      commit([
                        set(
                          list,
                          average.indices.filter((_entry, otherIndex) => otherIndex !== place),
                        ),
                      ]),
                  }
                : undefined
            }
          >
            {(['reference', 'share', 'from', 'to'] as const).map((field) => (
              <RecordField
                key={field}
                hidesUnit
                path={at(line, field)}
                label={specOf(at(line, field))?.label}
                placeholder={text('market.own.average.open')}
              />
            ))}
          </SmallLine>
        );
      })}
      {first && average.indices.length < MAX_INDICES ? (
        <AddButton
          label={text('market.own.average.add')}
          onAction={() => commit([set(at(list, average.indices.length), { reference: first.value, share: 0.5 })])}
        />
      ) : undefined}
      <FormRow label={text('market.own.average.fallback')}>
        <SelectField
          value={average.fallback.kind}
          choices={FALLBACKS.map((value) => ({ value, label: text(`market.own.average.fallback.${value}`) }))}
          onCommit={chooseFallback}
        />
      </FormRow>
      {average.fallback.kind === 'fixed' ? <RecordRow path={at(fallback, 'amount')} /> : undefined}
      {average.fallback.kind === 'index' ? <RecordRow path={at(fallback, 'reference')} /> : undefined}
    </>
  );
};
