import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import useMediaQuery from '@mui/material/useMediaQuery';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { isExchangeStopped, sharingText } from '#shared/presentation/sharingText.ts';
import { areAmountsHidden, formatDate, formatMonth } from '#shared/units/format.ts';
import { useCall } from '../api/queries.ts';
import { COMMAND_KEY } from '../components/commandKey.ts';
import { Icon } from '../components/Icon.tsx';
import type { MenuEntry } from '../components/MenuButton.tsx';
import { OriginMark } from '../components/OriginMark.tsx';
import type { Steps } from '../components/pageSteps.ts';
import { StateShape } from '../components/StateMark.tsx';
import { FirstLine, HeaderAction, HeaderLink, HeaderMenu, HeaderText } from './HeaderCell.tsx';
import type { ShellActions } from './useShellActions.ts';
import type { OpenWorkspace } from './useWorkspace.ts';
import { COLLAPSED_RAIL, COLLAPSED_RAIL_QUERY, TWO_LINE_HEADER } from './widths.ts';

const Bar = styled('header')(({ theme }) => ({
  gridArea: 'head',
  display: 'flex',
  alignItems: 'stretch',
  minWidth: 0,
  minHeight: 48,
  backgroundColor: theme.vars.palette.background.paper,
  borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
  [TWO_LINE_HEADER]: { flexWrap: 'wrap', '& > *': { minHeight: 40 } },
}));

const FindBox = styled('div')(({ theme }) => ({
  flex: 1,
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  // its width decides how much of the search button is shown: further cells of the header make it narrow
  containerType: 'inline-size',
  minWidth: 64,
  padding: '0 16px',
  borderRight: `1px solid ${theme.vars.palette.divider}`,
  [COLLAPSED_RAIL]: { padding: '0 8px', minWidth: 48 },
}));

const FindButton = styled('button')(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  width: '100%',
  maxWidth: 280,
  height: 32,
  padding: '0 8px',
  border: `1px solid ${theme.vars.palette.ore.line.control}`,
  borderRadius: 3,
  background: theme.vars.palette.background.paper,
  color: theme.vars.palette.ore.tertiary,
  cursor: 'text',
  '&:hover': { borderColor: theme.vars.palette.text.secondary },
  '& > span': { minWidth: 64, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '& > kbd': { flex: 'none', marginLeft: 'auto' },
  '@container (max-width: 200px)': { '& > kbd': { display: 'none' } },
  '@container (max-width: 130px)': { width: 32, justifyContent: 'center', '& > span': { display: 'none' } },
  [COLLAPSED_RAIL]: { width: 32, justifyContent: 'center', '& > span, & > kbd': { display: 'none' } },
}));

const UndoButtons = styled('div')({ display: 'flex', alignItems: 'center', flex: 'none', padding: '0 12px' });

type UndoButtonProps = { readonly label: string; readonly icon: 'undo' | 'redo'; readonly onAction: (() => void) | undefined };

const UndoButton = ({ label, icon, onAction }: UndoButtonProps) => (
  <Tooltip title={label}>
    {/* a disabled button has no pointer events: the span shows the tooltip */}
    <span>
      <IconButton size="medium" aria-label={label} disabled={onAction === undefined} {...(onAction ? { onClick: onAction } : {})}>
        <Icon name={icon} />
      </IconButton>
    </span>
  </Tooltip>
);

type CellProps = { readonly actions: ShellActions; readonly isNarrow: boolean };

const WorkspaceCell = ({ settings, readOnly, actions, isNarrow }: CellProps & Pick<OpenWorkspace, 'settings' | 'readOnly'>) => {
  const unit = text(`scaleUnit.${settings.moneyScale}`);
  return (
    <HeaderMenu
      label={text('header.workspaceMenu', { name: settings.name, unit })}
      firstLine={settings.name}
      {...(settings.sample ? { mark: <OriginMark origin="sample" /> } : {})}
      secondLine={readOnly ? text('readOnly.cell', { unit }) : isNarrow ? unit : text('header.workspace', { unit })}
      entries={[
        ...(['k', 'm', 'bn'] as const).map((scale) => ({
          key: scale,
          label: text('palette.scale', { unit: text(`scale.${scale}`) }),
          isChosen: scale === settings.moneyScale,
          onPick: () => actions.setScale(scale),
        })),
        { key: 'rule-theme', rule: true },
        ...(['system', 'light', 'dark'] as const).map((theme) => ({
          key: theme,
          label: text('palette.theme', { theme: text(`theme.${theme}`) }),
          isChosen: theme === settings.theme,
          onPick: () => actions.setTheme(theme),
        })),
        { key: 'rule-language', rule: true },
        ...LANGUAGES.map((language) => ({
          key: language,
          label: text('palette.language', { language: text(`language.${language}`) }),
          isChosen: language === settings.language,
          onPick: () => actions.setLanguage(language),
        })),
        { key: 'rule-workspace', rule: true },
        { key: 'settings', label: text('place.settings'), onPick: () => actions.go('/settings') },
        ...(actions.reveal ? [{ key: 'reveal', label: text('palette.reveal'), onPick: actions.reveal }] : []),
        { key: 'close', label: text('palette.close'), onPick: actions.close },
      ]}
    />
  );
};

type DeckProps = Pick<OpenWorkspace, 'settings' | 'decks'> & Pick<CellProps, 'actions'>;

/** The entries that choose the price deck. */
const deckEntries = ({ settings, decks, actions }: DeckProps): readonly MenuEntry[] => [
  ...decks.map((deck) => ({
    key: deck.id,
    label: renderLabel(deck.name),
    isChosen: deck.id === settings.deck,
    onPick: () => actions.chooseDeck(deck.id),
  })),
  { key: 'rule', rule: true },
  { key: 'all', label: text('header.allDecks'), icon: 'market', onPick: () => actions.go('/market?field=decks') },
];

const hasSeveral = (decks: OpenWorkspace['decks']): boolean => decks.length > 1;

/** The valuation date and the prices; in a narrow header also the choice of the price deck. */
const ValuationCell = ({
  settings,
  prices,
  decks,
  actions,
  isNarrow,
}: CellProps & Pick<OpenWorkspace, 'settings' | 'prices' | 'decks'>) => {
  const date = formatDate(settings.valuationDate);
  const month = formatMonth(prices.to);
  const state = prices.filled > 0 ? text('header.prices', { ...prices, month }) : text('header.pricesWhole', { month });
  return (
    <HeaderMenu
      label={text('header.valuationMenu', { date, prices: state })}
      firstLine={isNarrow ? date : text('header.valued', { date })}
      secondLine={
        <>
          {isNarrow && prices.filled > 0 ? text('header.pricesShort', prices) : state}
          {prices.filled > 0 ? <OriginMark origin="filled" /> : undefined}
        </>
      }
      entries={[
        {
          key: 'moveValuationDate',
          isEdit: true,
          label: text('palette.moveValuationDate'),
          icon: 'calendar',
          onPick: actions.moveValuationDate,
        },
        { key: 'prices', label: text('header.seePrices'), icon: 'market', onPick: () => actions.go('/market') },
        ...(isNarrow && hasSeveral(decks) ? [{ key: 'decks', rule: true as const }, ...deckEntries({ settings, decks, actions })] : []),
      ]}
    />
  );
};

const PlanCell = ({ settings, plans, actions, isNarrow }: CellProps & Pick<OpenWorkspace, 'settings' | 'plans'>) => {
  const chosenPlan = plans.find((plan) => plan.id === settings.planId);
  const size = text('count.contracts', { count: chosenPlan?.contracts ?? 0 });
  const name = chosenPlan?.name ?? text('common.none');
  return (
    <HeaderMenu
      label={text('header.planMenu', { name, contracts: size })}
      firstLine={name}
      secondLine={isNarrow ? size : text('header.plan', { contracts: size })}
      entries={[
        ...plans.map((plan) => ({
          key: plan.id,
          label: plan.name,
          hint: text('count.contracts', { count: plan.contracts }),
          isChosen: plan.id === settings.planId,
          onPick: () => actions.choosePlan(plan),
        })),
        { key: 'rule', rule: true },
        { key: 'all', label: text('header.allPlans'), icon: 'plans', onPick: () => actions.go('/plans') },
      ]}
    />
  );
};

/** The price deck; absent in a narrow header, and where the workspace has only one. */
const DeckCell = (deckProps: DeckProps) => {
  const { settings, decks } = deckProps;
  const chosenDeck = decks.find(({ id }) => id === settings.deck);
  const name = chosenDeck ? renderLabel(chosenDeck.name) : text('common.none');
  return (
    <HeaderMenu
      label={text('header.deckMenu', { deck: name })}
      firstLine={name}
      secondLine={text('header.deck')}
      entries={deckEntries(deckProps)}
    />
  );
};

/** The highest count shown in a narrow header. */
const MAX_COUNT = 99;

/** The number of data quality issues, with a link to their list. */
const HealthCell = ({ isNarrow }: { readonly isNarrow: boolean }) => {
  // every page of the findings has their number
  const health = useCall('health.list', { first: 0 }, { keepLast: true });
  if (!health.data) return undefined;
  const { count } = health.data;
  const label = text(count === 0 ? 'health.cellWellLabel' : 'health.cell', { count });
  if (isNarrow) {
    const mark = (
      <>
        <StateShape state={count === 0 ? 'holds' : 'near'} />
        {count === 0 ? undefined : Math.min(count, MAX_COUNT)}
      </>
    );
    return <HeaderLink route="/health" label={label} firstLine={mark} />;
  }
  const firstLine = count === 0 ? text('health.cellWell') : text('health.cellFirst', { count });
  return <HeaderLink route="/health" label={label} firstLine={firstLine} secondLine={text('place.health')} />;
};

/** How far this computer and its team agree; absent for a workspace that is not shared. */
const SharingCell = ({ isNarrow }: { readonly isNarrow: boolean }) => {
  const { data: state } = useCall('team.state', {}, { keepLast: true });
  if (!state?.isShared) return undefined;
  const label = sharingText(state);
  const mark = (
    <StateShape state={state.conflicts > 0 || isExchangeStopped(state) ? 'breached' : state.status === 'upToDate' ? 'holds' : 'near'} />
  );
  return (
    <HeaderLink
      route={state.conflicts > 0 && !isExchangeStopped(state) ? '/conflicts' : '/settings'}
      label={text('team.cellLabel', { state: label })}
      firstLine={isNarrow ? mark : label}
      secondLine={isNarrow ? undefined : text('team.cell')}
    />
  );
};

/** Says that amounts are hidden, and shows them again; absent while they are shown. */
const HiddenAmountsCell = ({ actions, isNarrow }: CellProps) => {
  if (!areAmountsHidden()) return undefined;
  const firstLine = (
    <>
      <Icon name="eyeOff" />
      {isNarrow ? undefined : text('amounts.hidden')}
    </>
  );
  return (
    <HeaderAction
      label={text('amounts.cellLabel')}
      firstLine={firstLine}
      secondLine={isNarrow ? undefined : text('amounts.show')}
      onAction={actions.hideAmounts}
    />
  );
};

const FindCell = ({ onFind }: { readonly onFind: () => void }) => (
  <FindBox>
    <FindButton type="button" aria-label={text('header.find')} aria-keyshortcuts="Control+K Meta+K" onClick={onFind}>
      <Icon name="search" />
      <span title={text('header.find')}>{text('header.find')}</span>
      <kbd>{`${COMMAND_KEY} K`}</kbd>
    </FindButton>
  </FindBox>
);

export type HeaderProps = { readonly state: OpenWorkspace; readonly steps: Steps; readonly actions: ShellActions };

/** The header: workspace, valuation date, plan, price deck, search, undo and redo. */
export const Header = ({ state, steps: { undo, redo }, actions }: HeaderProps) => {
  const { settings, prices, plans, decks, readOnly } = state;
  const isNarrow = useMediaQuery(COLLAPSED_RAIL_QUERY, { noSsr: true });
  return (
    <Bar aria-label={text('header.label')}>
      <WorkspaceCell settings={settings} readOnly={readOnly} actions={actions} isNarrow={isNarrow} />
      <ValuationCell settings={settings} prices={prices} decks={decks} actions={actions} isNarrow={isNarrow} />
      <PlanCell settings={settings} plans={plans} actions={actions} isNarrow={isNarrow} />
      {isNarrow || !hasSeveral(decks) ? undefined : <DeckCell settings={settings} decks={decks} actions={actions} />}
      <HealthCell isNarrow={isNarrow} />
      <SharingCell isNarrow={isNarrow} />
      <HiddenAmountsCell actions={actions} isNarrow={isNarrow} />
      <FindCell onFind={actions.find} />
      <UndoButtons>
        <UndoButton
          icon="undo"
          label={undo ? text('action.undoWhat', { what: undo.what }) : text('action.undoNone')}
          onAction={undo?.run}
        />
        <UndoButton
          icon="redo"
          label={redo ? text('action.redoWhat', { what: redo.what }) : text('action.redoNone')}
          onAction={redo?.run}
        />
      </UndoButtons>
    </Bar>
  );
};

/** The header while no workspace is open. */
export const PlainHeader = () => (
  <Bar aria-label={text('header.label')}>
    <HeaderText>
      <FirstLine>{text('header.none')}</FirstLine>
    </HeaderText>
  </Bar>
);
