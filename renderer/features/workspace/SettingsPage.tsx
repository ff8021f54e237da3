import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { monthOfDate, yearOf } from '#shared/domain/time.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatDate } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { Actions } from '../../components/EmptyState.tsx';
import { FormRow } from '../../components/FormRow.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { Fields, Hint } from './formParts.ts';
import { HouseStyleSection } from './HouseStyleSection.tsx';
import { ResetDialog } from './ResetDialog.tsx';
import { RollButton } from './RollDialog.tsx';

type OpenState = Extract<Output<'workspace.state'>, { open: true }>;
type FormProps = { readonly state: OpenState; readonly save: (change: Input<'settings.save'>) => void };

/** Ten per cent effective, nominal, a year: the house default of the discount rate. */
const HOUSE_RATE = 0.1;
/** Years after the valuation date that the plan may run to. */
const LONGEST_HORIZON = 30;

const DECKS = ['low', 'base', 'high'] as const;
const SCALES = ['k', 'm', 'bn'] as const;
const THEMES = ['system', 'light', 'dark'] as const;

const Facts = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  listStyle: 'none',
  margin: 0,
  padding: 0,
  '& > li': { padding: '6px 0', borderBottom: `1px solid ${theme.vars.palette.divider}`, textWrap: 'pretty' },
}));

const Half = styled('div')({
  gridColumn: 'span 6',
  display: 'flex',
  flexDirection: 'column',
  gap: 20,
  '@media (max-width: 899px)': { gridColumn: 'auto' },
});

const Line = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, fontVariantNumeric: 'tabular-nums' });

const WorkspaceForm = ({ state: { settings }, save, look }: FormProps & { readonly look: FormProps['save'] }) => (
  <Fields>
    <FormRow label={text('settings.name')}>
      <TextField required maxLength={120} value={settings.name} onCommit={(name) => name !== undefined && save({ name })} />
    </FormRow>
    <FormRow label={text('settings.moneyScale')}>
      <SelectField
        value={settings.moneyScale}
        choices={SCALES.map((scale) => ({ value: scale, label: text(`scale.${scale}`) }))}
        onCommit={(moneyScale) => look({ moneyScale })}
      />
    </FormRow>
    <FormRow label={text('settings.theme')}>
      <SelectField
        value={settings.theme}
        choices={THEMES.map((theme) => ({ value: theme, label: text(`theme.${theme}`) }))}
        onCommit={(theme) => look({ theme })}
      />
    </FormRow>
    <FormRow label={text('settings.language')}>
      <SelectField
        value={settings.language}
        choices={LANGUAGES.map((language) => ({ value: language, label: text(`language.${language}`) }))}
        onCommit={(language) => look({ language })}
      />
    </FormRow>
  </Fields>
);

const ValuationForm = ({ state: { settings }, save }: FormProps) => {
  const firstYear = yearOf(monthOfDate(settings.valuationDate));
  const lastYear = Math.max(firstYear + LONGEST_HORIZON, settings.horizonYear);
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => String(firstYear + index));
  return (
    <Fields>
      <FormRow label={text('settings.valuationDate')}>
        <Line>
          {formatDate(settings.valuationDate)}
          <RollButton settings={settings} />
        </Line>
      </FormRow>
      <Hint>{text('settings.valuationDateHint')}</Hint>
      <FormRow label={text('settings.deck')}>
        <SelectField
          value={settings.deck}
          choices={DECKS.map((deck) => ({ value: deck, label: text(`deck.${deck}`) }))}
          onCommit={(deck) => save({ deck })}
        />
      </FormRow>
      <Hint>{text('settings.deckHint')}</Hint>
      <FormRow label={text('settings.discountRate')} {...(settings.discountRate === HOUSE_RATE ? { origin: 'house' } : {})}>
        <NumberField
          required
          value={settings.discountRate}
          scale={100}
          unit={text('start.rateUnit')}
          decimals={1}
          min={-0.5}
          max={1}
          onCommit={(discountRate) => discountRate !== undefined && save({ discountRate })}
        />
      </FormRow>
      <Hint>{text('settings.discountRateHint')}</Hint>
      <FormRow label={text('settings.horizonYear')}>
        <SelectField
          value={String(settings.horizonYear)}
          choices={years.map((year) => ({ value: year, label: year }))}
          onCommit={(year) => save({ horizonYear: Number(year) })}
        />
      </FormRow>
      <Hint>{text('settings.horizonYearHint')}</Hint>
    </Fields>
  );
};

const DataFacts = ({ state: { settings, version } }: { readonly state: OpenState }) => {
  const [resetting, setResetting] = useState(false);
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
        <Button onClick={() => void close.run({})} disabled={close.pending}>
          {text('settings.close')}
        </Button>
        <Button component={RouteLink} route="/data">
          {text('settings.toData')}
        </Button>
        <Button component={RouteLink} route="/start">
          {text('settings.startNew')}
        </Button>
        {settings.sample ? <Button onClick={() => setResetting(true)}>{text('settings.reset')}</Button> : undefined}
      </Actions>
      <ResetDialog open={resetting} onClose={() => setResetting(false)} />
    </>
  );
};

/** Settings of the workspace, each saved as it is left, and where its data lives. */
export default function SettingsPage() {
  const { data: state, error, refetch } = useCall('workspace.state', {});
  const settings = useCommand('settings.save', { done: () => text('toast.settingsSaved') });
  // what one looks at leaves no history, and the page itself says that it changed
  const looks = useCommand('settings.save', { undoable: false });
  const save = (change: Input<'settings.save'>) => void settings.run(change);
  const look = (change: Input<'settings.save'>) => void looks.run(change);
  if (!state?.open) {
    return <WaitingPage title={text('place.settings')} {...(error ? { error: errorText(error) } : {})} onRetry={() => void refetch()} />;
  }
  return (
    <Page title={text('place.settings')} verdict={<Verdict sentences={[{ key: 'settings.verdict', figures: {} }]} />}>
      <Columns>
        <Half>
          <Section title={text('settings.workspace')}>
            <WorkspaceForm state={state} save={save} look={look} />
          </Section>
          <Section title={text('settings.valuation')}>
            <ValuationForm state={state} save={save} />
          </Section>
        </Half>
        <Half>
          <Section title={text('settings.data')}>
            <DataFacts state={state} />
          </Section>
        </Half>
        <HouseStyleSection />
      </Columns>
    </Page>
  );
}
