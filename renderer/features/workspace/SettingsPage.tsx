import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { monthOfDate, yearOf } from '#shared/domain/time.ts';
import { LANGUAGES, type WorkspaceSettings } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatDate } from '#shared/units/format.ts';
import { call } from '../../api/client.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { FormRow, LockedFields } from '../../components/FormRow.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, type Edit, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec } from '../../editing/fields/specs.ts';
import { RecordField, RecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { SaveMark } from '../../editing/record/SaveMark.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { type OpenDraft, useDraft } from '../../editing/record/useDraft.ts';
import { useSettingsEditor } from '../../editing/record/useSettingsEditor.ts';
import { EncryptionSection } from '../encryption/index.ts';
import { SharingSection } from '../team/index.ts';
import { Fields, Hint } from './formParts.ts';
import { HouseStyleSection } from './HouseStyleSection.tsx';
import { MoveValuationDateButton } from './MoveValuationDateDialog.tsx';
import { ResetDialog } from './ResetDialog.tsx';
import { DEFAULT_DISCOUNT_RATE } from './startDraft.ts';
import { UserNameSection } from './UserNameSection.tsx';

type OpenState = Extract<Output<'workspace.state'>, { open: true }>;
/** The settings that this page edits. */
type Settings = Pick<WorkspaceSettings, 'name' | 'discountRate' | 'deck' | 'horizonYear' | 'moneyScale' | 'theme' | 'language'>;

const SETTINGS = rootOf<Settings>();
const HORIZON_YEAR = at(SETTINGS, 'horizonYear');
const DISCOUNT_RATE = at(SETTINGS, 'discountRate');

/** Years after the valuation date that the plan may run to. */
const MAX_HORIZON_YEARS = 30;
const MAX_NAME = 120;

const SCALES = ['k', 'm', 'bn'] as const;
const THEMES = ['system', 'light', 'dark'] as const;

const Facts = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  listStyle: 'none',
  margin: 0,
  padding: 0,
  '& > li': { padding: '6px 0', borderBottom: `1px solid ${theme.vars.palette.divider}`, textWrap: 'pretty' },
}));

const HalfWidth = styled('div')({
  gridColumn: 'span 6',
  display: 'flex',
  flexDirection: 'column',
  gap: 20,
  '@media (max-width: 899px)': { gridColumn: 'auto' },
});

const Line = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, fontVariantNumeric: 'tabular-nums' });

/** Settings of the display, whose changes can't be undone. */
const DISPLAY_KEYS: ReadonlySet<string> = new Set(['moneyScale', 'theme', 'language'] satisfies (keyof Settings)[]);

const horizonYears = ({ valuationDate, horizonYear }: WorkspaceSettings): readonly string[] => {
  const firstYear = yearOf(monthOfDate(valuationDate));
  const lastYear = Math.max(firstYear + MAX_HORIZON_YEARS, horizonYear);
  return Array.from({ length: lastYear - firstYear + 1 }, (_, index) => String(firstYear + index));
};

/** The fields of the settings by path. */
const SETTINGS_FIELDS: Readonly<Record<string, (state: OpenState) => FieldSpec>> = {
  [at(SETTINGS, 'name')]: () => ({ kind: 'text', label: text('settings.name'), required: true, maxLength: MAX_NAME }),
  [at(SETTINGS, 'moneyScale')]: () =>
    choiceSpec(
      'settings.moneyScale',
      SCALES.map((value) => ({ value, label: text(`scale.${value}`) })),
    ),
  [at(SETTINGS, 'theme')]: () =>
    choiceSpec(
      'settings.theme',
      THEMES.map((value) => ({ value, label: text(`theme.${value}`) })),
    ),
  [at(SETTINGS, 'language')]: () =>
    choiceSpec(
      'settings.language',
      LANGUAGES.map((value) => ({ value, label: text(`language.${value}`) })),
    ),
  [at(SETTINGS, 'deck')]: ({ decks }) =>
    choiceSpec(
      'settings.deck',
      decks.map(({ id, name }) => ({ value: id, label: renderLabel(name) })),
    ),
  [DISCOUNT_RATE]: () => ({
    kind: 'number',
    label: text('settings.discountRate'),
    required: true,
    scale: 100,
    decimals: 1,
    step: 0.1,
    unit: text('start.rateUnit'),
    min: -0.5,
    max: 1,
  }),
  [HORIZON_YEAR]: ({ settings }) =>
    choiceSpec(
      'settings.horizonYear',
      horizonYears(settings).map((year) => ({ value: year, label: year })),
    ),
};

/** Converts the year, which is chosen as a text of a list. */
const settingsRules = (_settings: Settings, edit: Edit): readonly Edit[] =>
  edit.path === HORIZON_YEAR ? [set(HORIZON_YEAR, Number(edit.value))] : [edit];

const useSettingsForm = ({ settings }: OpenState, receivedAt: number, { draft, fields }: OpenDraft) => {
  const send = useSendCommand('settings.save');
  const { name, discountRate, deck, horizonYear, moneyScale, theme, language } = settings;
  const record = useMemo(
    (): Settings => ({ name, discountRate, deck, horizonYear, moneyScale, theme, language }),
    [name, discountRate, deck, horizonYear, moneyScale, theme, language],
  );
  return useSettingsEditor<Settings>({
    draft,
    fields,
    record,
    receivedAt,
    expand: settingsRules,
    save: (changes, _record, requestId) => send(changes, { requestId, timeoutMs: 0 }),
    fetch: async () => {
      const state = await call('workspace.state', {});
      if (!state.open) throw new OrebookError('NO_WORKSPACE');
      return state.settings;
    },
    savedText: (changes) => (Object.keys(changes).every((key) => DISPLAY_KEYS.has(key)) ? undefined : text('toast.settingsSaved')),
  });
};

/** Settings that change the workspace; the others choose what is shown. */
const Unchangeable = ({ children }: { readonly children: ReactNode }) => {
  const { isReadOnly } = useComponentSettings();
  return <LockedFields isLocked={isReadOnly}>{children}</LockedFields>;
};

const WorkspaceForm = () => (
  <Fields>
    <Unchangeable>
      <RecordRow path={at(SETTINGS, 'name')} />
    </Unchangeable>
    {(['moneyScale', 'theme', 'language'] as const).map((key) => (
      <RecordRow key={key} path={at(SETTINGS, key)} />
    ))}
  </Fields>
);

const ValuationForm = ({ settings, rate }: { readonly settings: WorkspaceSettings; readonly rate: number }) => (
  <Fields>
    <FormRow label={text('settings.valuationDate')}>
      <Line>
        {formatDate(settings.valuationDate)}
        <MoveValuationDateButton settings={settings} />
      </Line>
    </FormRow>
    <Hint>{text('settings.valuationDateHint')}</Hint>
    <RecordRow path={at(SETTINGS, 'deck')} />
    <Hint>{text('settings.deckHint')}</Hint>
    <Unchangeable>
      <FormRow label={text('settings.discountRate')} {...(rate === DEFAULT_DISCOUNT_RATE ? { origin: 'house' } : {})}>
        <RecordField path={DISCOUNT_RATE} />
      </FormRow>
      <Hint>{text('settings.discountRateHint')}</Hint>
      <RecordRow path={HORIZON_YEAR} />
      <Hint>{text('settings.horizonYearHint')}</Hint>
    </Unchangeable>
  </Fields>
);

const DataFacts = ({ state: { settings, version } }: { readonly state: OpenState }) => {
  const [isResetting, setResetting] = useState(false);
  const close = useCommand('workspace.close');
  return (
    <>
      <Facts>
        <li>{text('settings.dataFile')}</li>
        <li>{text('settings.dataHistory')}</li>
        <li>{text('settings.dataCopy')}</li>
        <li>{text('settings.dataNetwork')}</li>
        <li>{text('settings.version', { version })}</li>
      </Facts>
      <Actions>
        <Button onClick={() => void runIfJobsMayStop(() => close.run({}))} disabled={close.isPending}>
          {text('settings.close')}
        </Button>
        <Button component={RouteLink} route="/data">
          {text('settings.toData')}
        </Button>
        <Button component={RouteLink} route="/start">
          {text('settings.startNew')}
        </Button>
        {settings.sample ? <EditButton onClick={() => setResetting(true)}>{text('settings.reset')}</EditButton> : undefined}
      </Actions>
      <ResetDialog open={isResetting} onClose={() => setResetting(false)} />
    </>
  );
};

type SettingsFormProps = OpenDraft & { readonly state: OpenState; readonly receivedAt: number };

const SettingsForm = ({ state, receivedAt, ...draft }: SettingsFormProps) => {
  const { form, refusal } = useSettingsForm(state, receivedAt, draft);
  const { settings } = state;
  const specOf = useCallback((path: string) => SETTINGS_FIELDS[path]?.(state), [state]);
  return (
    <Page
      title={text('place.settings')}
      meta={<SaveMark form={form} />}
      verdict={<Verdict sentences={[{ key: 'settings.verdict', figures: {} }]} />}
    >
      <RecordFields form={form} issues={serverIssues(refusal, '')} specOf={specOf} isAlwaysEditable>
        <Columns>
          <HalfWidth>
            <Section title={text('settings.workspace')}>
              <WorkspaceForm />
            </Section>
            <Section title={text('settings.valuation')}>
              <ValuationForm settings={settings} rate={form.record.discountRate} />
            </Section>
          </HalfWidth>
          <HalfWidth>
            <Section title={text('settings.data')}>
              <DataFacts state={state} />
            </Section>
            <UserNameSection userName={state.userName ?? ''} receivedAt={receivedAt} />
            <EncryptionSection isEncrypted={state.encrypted} autoLock={state.autoLock} memory={state.passphraseMemory} />
          </HalfWidth>
          <Suspense>
            <SharingSection />
          </Suspense>
          <HouseStyleSection />
        </Columns>
      </RecordFields>
    </Page>
  );
};

/** Edits the settings of the workspace, each saved when its field loses the focus, and shows where its data is stored. */
export default function SettingsPage() {
  const { data: state, error, refetch, dataUpdatedAt } = useCall('workspace.state', {});
  const draft = useDraft({ kind: 'workspace', id: 'settings' });
  if (!state?.open || !draft.isReady) {
    return <WaitingPage title={text('place.settings')} {...(error ? { error: errorText(error) } : {})} onRetry={() => void refetch()} />;
  }
  return <SettingsForm state={state} receivedAt={dataUpdatedAt} draft={draft.key} fields={draft.fields} />;
}
