import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Calibration, ReferenceProcess } from '#shared/contract/market.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth, formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { call } from '../../api/client.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { Term } from '../../components/Term.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { RecordField, RecordFields } from '../../editing/record/RecordField.tsx';
import { SaveMark } from '../../editing/record/SaveMark.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { useSettingsEditor } from '../../editing/record/useSettingsEditor.ts';

const Facts = styled('dl')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) auto',
  columnGap: 12,
  rowGap: 2,
  margin: '4px 0 8px',
  '& dt': { color: theme.vars.palette.text.secondary },
  '& dd': { margin: 0, textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
}));
const Paragraph = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '0 0 8px',
  textWrap: 'pretty',
  '& b': { fontWeight: 600 },
}));
const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '8px 0',
  color: theme.vars.palette.text.secondary,
}));

/** Bounds of a volatility, a fraction a year, of a deviation, USD/dmt, and of a mean reversion, per year. */
const MAX_VOLATILITY = 5;
const MAX_DEVIATION = 100;
const MAX_REVERSION = 20;

const rateText = (value: number) => formatPlainNumber(value, { decimals: 2 });
const withError = (value: string, error: string) => text('calibration.withError', { value, error });

const windowText = ({ step, from, to, prices, excluded }: Calibration): string => {
  const window = text(step === 'month' ? 'calibration.window.month' : 'calibration.window.year', {
    count: prices,
    from: formatMonth(from),
    to: formatMonth(to),
  });
  return excluded > 0 ? `${window} ${text('calibration.gap', { count: excluded })}` : window;
};

/** Why a price can't be fitted, and what to do. */
const fitProblem = ({ code, details }: OrebookError, name: string): { readonly what: string; readonly needs?: string } => {
  const { month, field } = details;
  if (code === 'BAD_SHAPE') return { what: text('calibration.tooFew', { name }), needs: text('calibration.tooFewNeeds') };
  if (typeof month === 'number')
    return { what: text('calibration.dead', { name, month: formatMonth(month) }), needs: text('calibration.deadNeeds') };
  if (field === 'slope') return { what: text('calibration.noProcess', { name }), needs: text('calibration.noProcessNeeds') };
  return { what: errorText(new OrebookError(code, details)) };
};

const FitFacts = ({ fitted }: { readonly fitted: Calibration }) => {
  const { fit, averageFactor } = fitted;
  return (
    <>
      <Paragraph>
        {fit.isSignificant ? text('calibration.significant') : <b>{text('calibration.notSignificant')}</b>}
        {sentenceGap()}
        {windowText(fitted)}
      </Paragraph>
      <Facts>
        <dt>
          <Term term="meanReversion">{text('calibration.reversion')}</Term>
        </dt>
        <dd>{withError(rateText(fit.meanReversion), rateText(fit.meanReversionError))}</dd>
        <dt>
          <Term term="halfLife">{text('calibration.halfLife')}</Term>
        </dt>
        <dd>
          {fit.halfLifeYears === undefined
            ? text('common.none')
            : text('calibration.years', { value: formatPlainNumber(fit.halfLifeYears, { decimals: 1 }) })}
        </dd>
        <dt>
          <Term term="volatility">{text('calibration.volatility')}</Term>
        </dt>
        <dd>{withError(formatPercent(fit.volatility, { decimals: 1 }), formatPercent(fit.volatilityError, { decimals: 1 }))}</dd>
        <dt>{text('calibration.walk')}</dt>
        <dd>{formatPercent(fit.walkVolatility, { decimals: 1 })}</dd>
        <dt>{text('calibration.ewma', { decay: formatPlainNumber(fit.ewmaDecay, { decimals: 2 }) })}</dt>
        <dd>{formatPercent(fit.ewmaVolatility, { decimals: 1 })}</dd>
        <dt>{text('calibration.corrected', { factor: rateText(averageFactor) })}</dt>
        <dd>{formatPercent(fitted.proposed.volatility * averageFactor, { decimals: 1 })}</dd>
      </Facts>
    </>
  );
};

type Process = { readonly volatility: number; readonly meanReversion: number };

const PROCESS = rootOf<Process>();
const VOLATILITY = at(PROCESS, 'volatility');
const REVERSION = at(PROCESS, 'meanReversion');

/** The field at a path of a process. */
const processField = (path: string, isAdditive: boolean): FieldSpec =>
  path === VOLATILITY
    ? {
        kind: 'number',
        label: text('calibration.inUse.volatility'),
        required: true,
        decimals: 1,
        step: 0.1,
        min: 0,
        ...(isAdditive
          ? { unit: text('calibration.unit.charge'), scale: 1, max: MAX_DEVIATION }
          : { unit: text('calibration.unit.percent'), scale: 100, max: MAX_VOLATILITY }),
      }
    : {
        kind: 'number',
        label: text('calibration.inUse.reversion'),
        required: true,
        decimals: 2,
        step: 0.01,
        scale: 1,
        min: 0,
        max: MAX_REVERSION,
        unit: text('calibration.unit.rate'),
      };

type ProcessFormProps = OpenDraft & { readonly row: ReferenceProcess; readonly receivedAt: number };

/** Edits the process in use; each number is saved when its field loses focus. */
const ProcessForm = ({ row, receivedAt, draft, fields }: ProcessFormProps) => {
  const { label } = usePresentation();
  const send = useSendCommand('market.setProcess');
  const { reference, volatility, meanReversion, isAdditive, name } = row;
  const origin = row.origin === 'user' ? undefined : row.origin;
  const { form, refusal } = useSettingsEditor<Process>({
    draft,
    fields,
    record: useMemo(() => ({ volatility, meanReversion }), [volatility, meanReversion]),
    receivedAt,
    save: (_changes, process, requestId) => send({ reference, ...process, source: text('calibration.typed') }, { requestId, timeoutMs: 0 }),
    fetch: async () => {
      const { rows } = await call('market.processes', {});
      const { volatility, meanReversion } = rows.find((calibrationRow) => calibrationRow.reference === reference) ?? row;
      return { volatility, meanReversion };
    },
    savedText: () => text('calibration.set', { name: label(name) }),
  });
  return (
    <RecordFields form={form} issues={serverIssues(refusal, '')} specOf={(path) => processField(path, isAdditive)}>
      <Form>
        {[VOLATILITY, REVERSION].map((path) => (
          <FormRow key={path} label={processField(path, isAdditive).label} origin={origin}>
            <RecordField path={path} />
          </FormRow>
        ))}
      </Form>
      <SaveMark form={form} />
    </RecordFields>
  );
};

type PriceProcessProps = { readonly row: ReferenceProcess; readonly receivedAt: number; readonly menu: React.ReactNode };

const PriceProcess = ({ row, receivedAt, menu }: PriceProcessProps) => {
  const { label } = usePresentation();
  const name = label(row.name);
  const fittedCalibration = useCall('market.calibrate', { reference: row.reference }, { keepLast: true, enabled: !row.isAdditive });
  const set = useCommand('market.setProcess', { doneText: () => text('calibration.set', { name }) });
  const calibration = fittedCalibration.data?.reference === row.reference && !fittedCalibration.error ? fittedCalibration.data : undefined;
  const chart = calibration ? (
    <ChartSection view={calibration.chart} span={7} tools={menu} minHeight={260} />
  ) : (
    <Section title={text('calibration.chart')} span={7} tools={menu}>
      {row.isAdditive ? (
        <EmptyState what={text('calibration.additive')} />
      ) : fittedCalibration.error ? (
        <EmptyState {...fitProblem(fittedCalibration.error, name)} actions={[{ label: text('calibration.import'), route: '/data' }]} />
      ) : (
        <Skeleton of="picture" />
      )}
    </Section>
  );
  return (
    <>
      {chart}
      <Section title={text('calibration.title')} note={name} span={5}>
        {calibration ? <FitFacts fitted={calibration} /> : undefined}
        <WithDraft of={{ kind: 'reference', id: `process.${row.reference}` }}>
          {(draft) => <ProcessForm row={row} receivedAt={receivedAt} {...draft} />}
        </WithDraft>
        <QuietText>{text('calibration.source', { source: label(row.source) })}</QuietText>
        {calibration ? (
          <div>
            <EditButton
              onClick={() =>
                void set.run({
                  reference: row.reference,
                  ...calibration.proposed,
                  source: text('calibration.fitSource', { window: windowText(calibration) }),
                })
              }
            >
              {text('calibration.use', {
                volatility: formatPercent(calibration.proposed.volatility, { decimals: 1 }),
                reversion: rateText(calibration.proposed.meanReversion),
              })}
            </EditButton>
          </div>
        ) : undefined}
      </Section>
    </>
  );
};

/** Shows the process of a price: the fit to its own history, its significance, and the values in use. */
export const CalibrationSection = () => {
  const [selectedCode, setSelectedCode] = useState<ReferenceCode>(ReferenceCode.parse('CU'));
  const { label } = usePresentation();
  const processes = useCall('market.processes', {}, { keepLast: true });
  const rows = processes.data?.rows ?? [];
  const row = rows.find(({ reference }) => reference === selectedCode) ?? rows[0];
  if (!row) return undefined;
  const menu = (
    <MenuButton
      label={text('calibration.pick', { name: label(row.name) })}
      entries={rows.map((calibrationRow) => ({
        key: calibrationRow.reference,
        label: label(calibrationRow.name),
        isChosen: calibrationRow.reference === row.reference,
        onPick: () => setSelectedCode(calibrationRow.reference),
      }))}
    />
  );
  return <PriceProcess key={row.reference} row={row} receivedAt={processes.dataUpdatedAt} menu={menu} />;
};
