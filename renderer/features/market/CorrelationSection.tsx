import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import type { CorrelationPair } from '#shared/contract/market.ts';
import { colon, comma, sentenceGap, text } from '#shared/messages/text.ts';
import { formatMonth, formatPlainNumber } from '#shared/units/format.ts';
import { call } from '../../api/client.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { CorrelationMatrix } from '../../components/CorrelationMatrix.tsx';
import { EditButton, QuietEditButton } from '../../components/EditButton.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { Section, Stack } from '../../components/Section.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { RecordField, RecordFields } from '../../editing/record/RecordField.tsx';
import { SaveMark } from '../../editing/record/SaveMark.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { useSettingsEditor } from '../../editing/record/useSettingsEditor.ts';
import { correlationRows, isRepairedPair, repairText } from './correlationRows.ts';

type FittedCorrelation = NonNullable<CorrelationPair['fitted']>;

const Paragraph = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '0 0 8px', maxWidth: '90ch', textWrap: 'pretty' }));
const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '8px 0',
  color: theme.vars.palette.text.secondary,
}));
const ActionBar = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 4 });

const figure = (value: number) => formatPlainNumber(value, { decimals: 2 });

const windowText = ({ step, returns, from, to }: FittedCorrelation): string =>
  text(step === 'month' ? 'correlation.window.month' : 'correlation.window.year', {
    count: returns,
    from: formatMonth(from),
    to: formatMonth(to),
  });

const fitSource = (fittedCorrelation: FittedCorrelation): string =>
  text('correlation.fitSource', { window: windowText(fittedCorrelation) });

type EnteredCorrelation = Pick<CorrelationPair, 'stated'>;

const STATED = at(rootOf<EnteredCorrelation>(), 'stated');

const statedField = (): FieldSpec => ({
  kind: 'number',
  label: text('correlation.stated'),
  required: true,
  scale: 1,
  decimals: 2,
  step: 0.05,
  min: -1,
  max: 1,
});

type PairFormProps = OpenDraft & { readonly pair: CorrelationPair; readonly receivedAt: number };

/** Edits the correlation of a pair; it is saved when the field loses focus. */
const PairForm = ({ pair, receivedAt, draft, fields }: PairFormProps) => {
  const send = useSendCommand('market.setCorrelations');
  const { a, b, stated } = pair;
  const { form, refusal } = useSettingsEditor<EnteredCorrelation>({
    draft,
    fields,
    record: useMemo(() => ({ stated }), [stated]),
    receivedAt,
    save: (_changes, { stated: value }, requestId) =>
      send({ pairs: [{ a, b, value, source: text('correlation.typed') }] }, { requestId, timeoutMs: 0 }),
    fetch: async () => {
      const { pairs } = await call('market.correlations', {});
      return { stated: (pairs.find((storedPair) => storedPair.a === a && storedPair.b === b) ?? pair).stated };
    },
    savedText: () => text('correlation.set'),
  });
  return (
    <RecordFields form={form} issues={serverIssues(refusal, 'pairs.0')} specOf={statedField}>
      <Form>
        <FormRow label={text('correlation.stated')} origin={pair.origin === 'user' ? undefined : pair.origin}>
          <RecordField path={STATED} />
        </FormRow>
      </Form>
      <SaveMark form={form} />
    </RecordFields>
  );
};

type PairProps = { readonly pair: CorrelationPair; readonly receivedAt: number; readonly names: ReadonlyMap<string, string> };

const Pair = ({ pair, receivedAt, names }: PairProps) => {
  const set = useCommand('market.setCorrelations', { doneText: () => text('correlation.set') });
  const { label } = usePresentation();
  const { a, b, fitted } = pair;
  const save = (value: number | undefined, source: string) =>
    void set.run({ pairs: [{ a, b, ...(value === undefined ? {} : { value }), source }] });
  return (
    <>
      <WithDraft of={{ kind: 'reference', id: `pair.${a}.${b}` }}>
        {(draft) => <PairForm pair={pair} receivedAt={receivedAt} {...draft} />}
      </WithDraft>
      <QuietText>{text('correlation.source', { source: label(pair.source) })}</QuietText>
      {isRepairedPair(pair) ? (
        <Paragraph>
          {text('correlation.used')}
          {colon()}
          {figure(pair.used)}
        </Paragraph>
      ) : undefined}
      <Paragraph>
        {fitted ? (
          <>
            {text('correlation.fittedAs', { value: figure(fitted.value), error: figure(fitted.error) })}
            {sentenceGap()}
            {fitted.isSignificant ? text('correlation.significant') : <b>{text('correlation.notSignificant')}</b>}
            {sentenceGap()}
            {windowText(fitted)}
          </>
        ) : (
          text('correlation.tooFew')
        )}
      </Paragraph>
      <ActionBar>
        {fitted ? (
          <EditButton
            aria-label={`${text('correlation.use', { value: figure(fitted.value) })}${comma()}${text('correlation.pair', { a: names.get(a) ?? a, b: names.get(b) ?? b })}`}
            onClick={() => save(fitted.value, fitSource(fitted))}
          >
            {text('correlation.use', { value: figure(fitted.value) })}
          </EditButton>
        ) : undefined}
        {pair.origin === 'user' ? (
          <QuietEditButton onClick={() => save(undefined, text('correlation.published'))}>
            {text('correlation.back', { value: figure(pair.otherwise) })}
          </QuietEditButton>
        ) : undefined}
      </ActionBar>
    </>
  );
};

/** Shows the correlations of prices that a run uses, their sources, and those fitted to the workspace's own prices. */
export const CorrelationSection = () => {
  const { label } = usePresentation();
  const answer = useCall('market.correlations', {}, { keepLast: true });
  const [selectedPair, setSelectedPair] = useState<readonly [number, number]>([1, 0]);
  const set = useCommand('market.setCorrelations', { doneText: () => text('correlation.set') });
  if (!answer.data || answer.data.references.length < 2) return undefined;
  const { references, pairs } = answer.data;
  const names = new Map<string, string>(references.map(({ reference, name }) => [reference, label(name)]));
  const [row, column] = selectedPair;
  const codes = [references[row]?.reference, references[column]?.reference];
  const pair = pairs.find(({ a, b }) => codes.includes(a) && codes.includes(b)) ?? pairs[0]!;
  const fittedPairs = pairs.flatMap(({ a, b, fitted: fit }) => (fit ? [{ a, b, value: fit.value, source: fitSource(fit) }] : []));
  const enteredPairs = pairs.filter(({ origin }) => origin === 'user').map(({ a, b }) => ({ a, b, source: text('correlation.published') }));
  const tools = (
    <>
      {enteredPairs.length > 0 ? (
        <QuietEditButton onClick={() => void set.run({ pairs: enteredPairs })}>{text('correlation.backAll')}</QuietEditButton>
      ) : undefined}
      {fittedPairs.length > 0 ? (
        <EditButton onClick={() => void set.run({ pairs: fittedPairs })}>
          {text('correlation.useAll', { count: fittedPairs.length })}
        </EditButton>
      ) : undefined}
    </>
  );
  return (
    <>
      <Section title={text('correlation.title')} term="correlation" note={text('correlation.note')} tools={tools} span={9}>
        <QuietText>{repairText(answer.data)}</QuietText>
        <CorrelationMatrix
          rows={correlationRows(answer.data, label)}
          chosenPair={selectedPair}
          onPick={(r, c) => setSelectedPair([r, c])}
        />
      </Section>
      <Stack span={3}>
        <Section title={text('correlation.pair', { a: names.get(pair.a) ?? pair.a, b: names.get(pair.b) ?? pair.b })}>
          <Pair key={`${pair.a} ${pair.b}`} pair={pair} receivedAt={answer.dataUpdatedAt} names={names} />
        </Section>
      </Stack>
    </>
  );
};
