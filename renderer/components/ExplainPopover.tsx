import Popover from '@mui/material/Popover';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { Explanation, Figure } from '#shared/contract/figure.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { CopyText } from './CopyText.tsx';
import { type ExplanationLine, explanationTsv, readLine } from './explanationTable.ts';
import { NoteList, notesButtonText } from './NoteList.tsx';
import { OriginMark } from './OriginMark.tsx';
import { QuietButton } from './QuietButton.tsx';
import { RouteLink } from './RouteLink.tsx';
import { useComponentSettings, useTexts } from './settings.tsx';

export type ExplainPopoverProps = {
  readonly id?: string | undefined;
  readonly explanation: Explanation;
  /** The figure that it explains. */
  readonly figure: Pick<Figure, 'identity' | 'unit' | 'decimals'>;
  /** The element that opened it; undefined keeps it closed. */
  readonly anchor: HTMLElement | undefined;
  readonly onClose: () => void;
};

const Body = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  // with its border it is 432 px wide
  width: 430,
  maxWidth: '100%',
  padding: '12px 16px 10px',
  '& h3': { ...theme.typography.section, margin: '0 0 2px' },
  '& p': { margin: '0 0 6px', color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
  '& table': { ...theme.typography.body2, width: '100%', borderCollapse: 'collapse' },
  '& table + table': { marginTop: 6 },
  '& td, & th': {
    height: 26,
    padding: '4px 8px',
    textAlign: 'left',
    fontWeight: 'inherit',
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  '& th': { paddingLeft: 0 },
  '& tr > :last-child': { paddingRight: 0 },
  '& th > small': { display: 'block', fontSize: '0.6875rem', lineHeight: '15px', color: theme.vars.palette.ore.tertiary },
  '& td.amount': { textAlign: 'right', whiteSpace: 'nowrap', position: 'relative' },
  '& td.unit': { color: theme.vars.palette.ore.tertiary, whiteSpace: 'nowrap', width: '1%', minWidth: 96 },
  '& tr.total > *': {
    borderTop: `1px solid ${theme.vars.palette.ore.line.strong}`,
    borderBottom: 0,
    fontWeight: theme.typography.fontWeightBold,
  },
  '& tr.total > td.unit': { fontWeight: theme.typography.fontWeightRegular },
  '& table.sources': { color: theme.vars.palette.text.secondary },
}));

const Scroll = styled('div')({ maxHeight: 'min(480px, 60vh)', overflow: 'auto' });

const Foot = styled('div')(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 4,
  paddingTop: 6,
  fontSize: '0.75rem',
  color: theme.vars.palette.text.secondary,
  // aligns the text of the first button with the text above
  marginLeft: -6,
  '& > .keys': { marginLeft: 'auto', whiteSpace: 'nowrap' },
}));

/** Explains a number: formula, lines that add up, sources with dates. Copy returns TSV; Esc returns the focus. */
export const ExplainPopover = ({ id, explanation, figure, anchor, onClose }: ExplainPopoverProps) => {
  const { moneyScale, navigate, figureActions, notes } = useComponentSettings();
  const { identity } = figure;
  const actions = (identity && figureActions?.list({ ...figure, identity })) ?? [];
  const texts = useTexts();
  const figureNotes = identity && notes?.of(noteSubjectKey({ kind: 'figure', identity }));
  const openNotes = () => {
    if (!identity) return;
    const { amount: value, unit, decimals } = explanation.total;
    onClose();
    const title = explanation.title;
    notes?.open({ kind: 'figure', identity, title, route: notes.route, amount: { value, unit, decimals } }, renderMessage(title));
  };
  const titleId = useId();
  const { lines, total, sources, open } = explanation;
  const row = (line: ExplanationLine, key: string, className?: string) => {
    const read = readLine(line, moneyScale);
    return (
      <tr key={key} className={className}>
        <th scope="row">
          {line.route === undefined ? (
            read.label
          ) : (
            <RouteLink route={line.route} onClick={onClose}>
              {read.label}
            </RouteLink>
          )}
          {read.detail === undefined ? undefined : <small>{read.detail}</small>}
        </th>
        <td className="amount">
          {read.text}
          {read.origin ? <OriginMark origin={read.origin} isHanging /> : undefined}
        </td>
        <td className="unit">{read.unit}</td>
      </tr>
    );
  };
  return (
    <Popover
      id={id}
      open={anchor !== undefined}
      anchorEl={anchor ?? null}
      onClose={onClose}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      transformOrigin={{ vertical: -8, horizontal: 8 }}
      slotProps={{ paper: { role: 'dialog', 'aria-labelledby': titleId, tabIndex: -1 } }}
    >
      <Body>
        <h3 id={titleId}>{renderMessage(explanation.title)}</h3>
        <p>{renderMessage(explanation.formula)}</p>
        <Scroll>
          <table>
            <tbody>
              {lines.map((line, index) => row(line, `${index}`))}
              {row(total, 'total', 'total')}
            </tbody>
          </table>
          {sources.length > 0 ? (
            <table className="sources">
              <tbody>
                {sources.map((source, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: sources have no identity and never move
                  <tr key={index}>
                    <th scope="row">
                      {renderMessage(source.label)}
                      <OriginMark origin={source.origin} />
                    </th>
                    <td className="amount">{source.note ? renderMessage(source.note) : ''}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          ) : undefined}
        </Scroll>
        <NoteList notes={figureNotes ?? []} />
        <Foot>
          {open ? (
            <QuietButton
              onClick={() => {
                onClose();
                navigate(open.route);
              }}
            >
              {renderMessage(open.label)}
            </QuietButton>
          ) : undefined}
          {actions.map(({ label, route }) => (
            <QuietButton
              key={route}
              onClick={() => {
                onClose();
                navigate(route);
              }}
            >
              {label}
            </QuietButton>
          ))}
          {figureNotes ? <QuietButton onClick={openNotes}>{notesButtonText(figureNotes.length)}</QuietButton> : undefined}
          <CopyText value={() => explanationTsv(explanation, moneyScale)} />
          <span className="keys">
            <kbd>Esc</kbd> {texts.explainHint}
          </span>
        </Foot>
      </Body>
    </Popover>
  );
};
