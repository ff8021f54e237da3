import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ImportChoice, ImportFile, SeriesView, TradeView } from '#shared/contract/imports.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { METALS, Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatMonth, formatPlainNumber } from '#shared/units/format.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';

const IGNORED = 'leaveOut';

const WrappingText = styled('span')({ display: 'block', whiteSpace: 'normal', padding: '5px 0', maxWidth: '56ch', textWrap: 'pretty' });

type FileOf<K extends ImportFile['kind']> = Extract<ImportFile, { kind: K }>;
type ChoiceOf<K extends ImportChoice['kind']> = Extract<ImportChoice, { kind: K }>;

export type PublicStepProps<K extends 'prices' | 'trade'> = {
  readonly file: FileOf<K>;
  readonly choice: ChoiceOf<K>;
  readonly onChoose: (choice: ChoiceOf<K>) => void;
};

/** Assigns series of a public price file to references. */
export const SeriesStep = ({ file, choice, onChoose }: PublicStepProps<'prices'>) => {
  const [showsAll, setAll] = useState(false);
  const referenceOf = ({ key }: SeriesView) => choice.series.find((candidate) => candidate.key === key)?.reference;
  const choose = ({ key }: SeriesView, reference: string): void => {
    const others = choice.series.filter((candidate) => candidate.key !== key);
    onChoose({ ...choice, series: reference === IGNORED ? others : [...others, { key, reference: ReferenceCode.parse(reference) }] });
  };
  const references = [
    { value: IGNORED, label: text('data.sheets.leaveOut') },
    ...file.references.map(({ code, name, unit }) => ({ value: code as string, label: renderLabel(name), note: unit })),
  ];
  const columns: readonly SimpleColumn<SeriesView>[] = [
    { key: 'name', label: text('data.series.name'), tone: 'key', cell: ({ name }) => <WrappingText>{name}</WrappingText> },
    { key: 'unit', label: text('data.series.unit'), tone: 'context', cell: ({ unit }) => unit },
    { key: 'count', label: text('data.series.months'), align: 'right', cell: ({ count }) => formatPlainNumber(count, { decimals: 0 }) },
    { key: 'from', label: text('data.series.from'), align: 'right', cell: ({ from }) => formatMonth(from) },
    { key: 'to', label: text('data.series.to'), align: 'right', cell: ({ to }) => formatMonth(to) },
    {
      key: 'reference',
      label: text('data.series.reference'),
      width: '320px',
      cell: (series) => (
        <SelectField
          label={text('data.series.referenceOf', { name: series.name })}
          value={referenceOf(series) ?? IGNORED}
          choices={references}
          onCommit={(reference) => choose(series, reference)}
        />
      ),
    },
  ];
  const title = text('data.series', { name: file.name });
  const assignedSeries = file.series.filter((series) => series.reference !== undefined || referenceOf(series) !== undefined);
  const isReduced = assignedSeries.length > 0 && !showsAll;
  return (
    <Columns>
      <Section
        title={title}
        note={file.updatedOn === '' ? undefined : text('data.series.updated', { updated: file.updatedOn })}
        tools={
          assignedSeries.length > 0 && assignedSeries.length < file.series.length ? (
            <QuietButton onClick={() => setAll(!showsAll)}>
              {showsAll ? text('data.series.few') : text('data.series.all', { count: file.series.length })}
            </QuietButton>
          ) : undefined
        }
        span={12}
      >
        <SimpleTable label={title} columns={columns} rows={isReduced ? assignedSeries : file.series} rowKey={({ key }) => key} />
      </Section>
    </Columns>
  );
};

/** Assigns commodities of a customs file to metals. */
export const TradeStep = ({ file, choice, onChoose }: PublicStepProps<'trade'>) => {
  const metalOf = ({ key }: TradeView) => choice.commodities.find((candidate) => candidate.key === key)?.metal;
  const choose = ({ key }: TradeView, metal: string): void => {
    const others = choice.commodities.filter((candidate) => candidate.key !== key);
    onChoose({ ...choice, commodities: metal === IGNORED ? others : [...others, { key, metal: Metal.parse(metal) }] });
  };
  const metals = [
    { value: IGNORED, label: text('data.sheets.leaveOut') },
    ...METALS.map((metal) => ({ value: metal as string, label: text(`metal.${metal}`) })),
  ];
  const columns: readonly SimpleColumn<TradeView>[] = [
    { key: 'code', label: text('data.trade.code'), tone: 'key', cell: ({ code }) => code },
    {
      key: 'description',
      label: text('data.trade.description'),
      cell: ({ description, warnings }) => (
        <WrappingText>
          {description}
          {warnings.map((warning) => (
            <span key={warning.key} style={{ display: 'block' }}>
              <StateMark state="near">{renderMessage(warning)}</StateMark>
            </span>
          ))}
        </WrappingText>
      ),
    },
    { key: 'topic', label: text('data.trade.topic'), tone: 'context', cell: ({ topic }) => text(`data.trade.topic.${topic}`) },
    { key: 'period', label: text('data.trade.period'), align: 'right', cell: ({ period }) => period },
    {
      key: 'partners',
      label: text('data.trade.partners'),
      align: 'right',
      cell: ({ partnerCount: partners }) => formatPlainNumber(partners, { decimals: 0 }),
    },
    {
      key: 'metal',
      label: text('data.trade.metal'),
      width: '200px',
      cell: (commodity) => (
        <SelectField
          label={text('data.trade.metalOf', { code: commodity.code, period: commodity.period })}
          value={metalOf(commodity) ?? IGNORED}
          choices={metals}
          onCommit={(metal) => choose(commodity, metal)}
        />
      ),
    },
  ];
  const title = text('data.trade', { name: file.name });
  return (
    <Columns>
      <Section title={title} note={text('data.trade.note', { rows: file.rows, leftOut: file.excludedRows })} span={12}>
        {file.commodities.length === 0 ? (
          <EmptyState what={text('data.trade.none')} />
        ) : (
          <SimpleTable label={title} columns={columns} rows={file.commodities} rowKey={({ key }) => key} />
        )}
      </Section>
    </Columns>
  );
};
