import { styled } from '@mui/material/styles';
import type { ImportFile } from '#shared/contract/imports.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { QuietButton } from '../../components/QuietButton.tsx';
import type { Stage } from './useImport.ts';

const List = styled('ol')(({ theme }) => ({
  ...theme.typography.caption,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 4,
  margin: '0 0 16px -6px',
  padding: 0,
  listStyle: 'none',
  color: theme.vars.palette.text.secondary,
  // a sequence, not tabs: an arrow between steps and no line below the current one
  '& > li': { display: 'flex', alignItems: 'center', fontVariantNumeric: 'tabular-nums' },
  '& > li + li::before': { content: '"›"', marginRight: 4, color: theme.vars.palette.ore.tertiary },
  '& > li > span': { padding: '0 6px' },
  '& > li[aria-current]': { color: theme.vars.palette.text.primary, fontWeight: 620 },
}));

const CHOICE: Readonly<Record<Exclude<ImportFile['kind'], 'bundle'>, MessageKey>> = {
  tables: 'data.step.columns',
  prices: 'data.step.series',
  trade: 'data.step.commodities',
};

/** Shows the current step of an import; the names of steps that can be opened are buttons. */
export const Steps = ({
  stage,
  kind,
  onStage,
}: {
  readonly stage: Stage;
  readonly kind: ImportFile['kind'];
  readonly onStage: ((stage: Stage) => void) | undefined;
}) => {
  const steps: readonly (readonly [Stage, MessageKey])[] = [
    ['file', 'data.step.file'],
    ...(kind === 'bundle' ? [] : ([['choice', CHOICE[kind]]] as const)),
    ['preview', 'data.step.preview'],
    ['done', 'data.step.done'],
  ];
  return (
    <List aria-label={text('data.steps')}>
      {steps.map(([key, label], index) => (
        <li key={key} {...(key === stage ? { 'aria-current': 'step' as const } : {})}>
          {onStage && key !== stage && key !== 'done' && stage !== 'done' ? (
            <QuietButton onClick={() => onStage(key)}>{`${index + 1} ${text(label)}`}</QuietButton>
          ) : (
            <span>{`${index + 1} ${text(label)}`}</span>
          )}
        </li>
      ))}
    </List>
  );
};
