import Dialog from '@mui/material/Dialog';
import { styled } from '@mui/material/styles';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { type FuzzyMatch, fuzzyMatch, hasWords, matchingWords } from './fuzzy.ts';
import { Icon, type IconName } from './Icon.tsx';
import { fillText, useTexts } from './settings.tsx';

export type PaletteItem = {
  readonly id: string;
  /** The heading of its group; groups are in the order of their first items. */
  readonly group: string;
  readonly label: string;
  /** A detail that distinguishes similar items: "Copper, China". Searched too. */
  readonly hint?: string | undefined;
  /** Other words that find it; not shown. */
  readonly keywords?: string | undefined;
  readonly shortcut?: readonly string[] | undefined;
  readonly icon?: IconName | undefined;
  /** Explains and does nothing: it is listed last, for a query in its label only. */
  readonly isReference?: boolean | undefined;
  readonly run: () => void;
};

export type CommandPaletteProps = {
  readonly open: boolean;
  readonly items: readonly PaletteItem[];
  readonly query: string;
  readonly onQuery: (query: string) => void;
  /** Some items of this query are still loading: Enter waits for them, so that it runs the first item of the complete list. */
  readonly isWaiting: boolean;
  readonly onClose: () => void;
};

/** A matching item; `hint` is its own, or the keywords that matched. */
type PaletteHit = { readonly item: PaletteItem; readonly match: FuzzyMatch; readonly hint: string | undefined };

/** The most items of the list; typing another letter narrows the search. */
const MAX_ITEMS = 50;

/**
 * The score of a query in other words of an item: more than letters scattered over a label, less than the query in a label. The fewer other
 * words an item has, the more one of them says.
 */
const OTHER_WORDS_SCORE = 40;

const isReference = ({ item }: PaletteHit): number => Number(item.isReference ?? false);

/** Finds the items that match a query, best first within their groups; groups are sorted by their best item, references come last. */
export const findItems = (items: readonly PaletteItem[], query: string): readonly PaletteHit[] => {
  const isEmpty = query.trim() === '';
  const hits = items.flatMap((item): PaletteHit[] => {
    const label = fuzzyMatch(query, item.label);
    const byLabel = label && { item, match: label, hint: item.hint };
    if (byLabel && (isEmpty ? !item.isReference : label.score >= OTHER_WORDS_SCORE)) return [byLabel];
    if (item.isReference) return [];
    const others = [item.hint, item.keywords].filter((words) => words !== undefined);
    if (others.length > 0 && hasWords(query, [item.label, ...others].join(' ')))
      return [
        {
          item,
          match: { score: OTHER_WORDS_SCORE + 1 / (1 + others.join(' ').length), at: [] },
          hint: item.hint ?? matchingWords(query, item.keywords ?? ''),
        },
      ];
    return byLabel ? [byLabel] : [];
  });
  if (isEmpty) return hits.slice(0, MAX_ITEMS);
  const bestHits = hits.toSorted((a, b) => isReference(a) - isReference(b) || b.match.score - a.match.score).slice(0, MAX_ITEMS);
  const groups = [...new Set(bestHits.map((hit) => hit.item.group))];
  return groups.flatMap((group) => bestHits.filter((hit) => hit.item.group === group));
};

const Query = styled('div')(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  height: 44,
  padding: '0 16px',
  borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
  color: theme.vars.palette.ore.tertiary,
  '& input': {
    flex: 1,
    minWidth: 0,
    height: '100%',
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.vars.palette.text.primary,
    fontSize: '0.875rem',
  },
  // the dialog is the frame of its only field
  '& input:focus-visible': { outline: 'none' },
  '& input::placeholder': { color: theme.vars.palette.ore.tertiary, opacity: 1 },
}));

const List = styled('div')(({ theme }) => ({
  overflow: 'auto',
  maxHeight: 'min(440px, 60vh)',
  padding: '4px 0 8px',
  '& [role="group"] > div:first-of-type': {
    ...theme.typography.caption,
    fontWeight: theme.typography.fontWeightBold,
    padding: '8px 16px 2px',
    color: theme.vars.palette.text.secondary,
  },
  '& [role="option"]': { display: 'flex', alignItems: 'center', gap: 10, minHeight: 32, padding: '0 16px', cursor: 'pointer' },
  '& [role="option"] > svg': { color: theme.vars.palette.text.secondary },
  '& [aria-selected="true"]': {
    backgroundColor: theme.vars.palette.ore.selected,
    boxShadow: `inset 3px 0 ${theme.vars.palette.primary.main}`,
  },
  '& mark': { background: 'none', color: 'inherit', fontWeight: theme.typography.fontWeightBold },
  '& .hint': {
    color: theme.vars.palette.text.secondary,
    fontSize: '0.75rem',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  '& .name': { whiteSpace: 'nowrap' },
  '& .keys': { marginLeft: 'auto', display: 'inline-flex', gap: 4, flex: 'none' },
  '& p': { margin: 0, padding: '12px 16px', color: theme.vars.palette.text.secondary },
}));

/** The label with the letters that matched in semibold. */
const MarkedLabel = ({ label, at }: { readonly label: string; readonly at: readonly number[] }): ReactNode => {
  if (at.length === 0) return label;
  const matchedAt = new Set(at);
  const parts: { text: string; isMatch: boolean }[] = [];
  [...label].forEach((letter, index) => {
    const isMatch = matchedAt.has(index);
    const last = parts.at(-1);
    if (last && last.isMatch === isMatch) last.text += letter;
    else parts.push({ text: letter, isMatch });
  });
  return parts.map((part, index) => {
    const key = `${index}`;
    return part.isMatch ? <mark key={key}>{part.text}</mark> : <span key={key}>{part.text}</span>;
  });
};

type FinderProps = Omit<CommandPaletteProps, 'open'>;

const Finder = ({ items, query, onQuery, isWaiting, onClose }: FinderProps) => {
  const texts = useTexts();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [activeIndex, setActive] = useState(0);
  const [isEnterPending, setEnterPending] = useState(false);
  const hits = useMemo(() => findItems(items, query), [items, query]);
  const currentIndex = Math.min(activeIndex, hits.length - 1);
  const optionId = (index: number) => `${id}-${index}`;

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  });

  const run = (hit: PaletteHit | undefined) => {
    if (!hit) return;
    onClose();
    hit.item.run();
  };
  useEffect(() => {
    if (!isEnterPending || isWaiting) return;
    setEnterPending(false);
    run(hits[currentIndex]);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: currentIndex + 1,
      ArrowUp: currentIndex - 1,
      PageDown: Math.min(hits.length - 1, currentIndex + 8),
      PageUp: Math.max(0, currentIndex - 8),
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setEnterPending(false);
      setActive((to + hits.length) % Math.max(1, hits.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      setEnterPending(true);
    }
  };

  const groups = [...new Set(hits.map((hit) => hit.item.group))];
  return (
    <>
      <Query>
        <Icon name="search" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to type in it
          autoFocus
          role="combobox"
          aria-label={texts.palette}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={hits.length > 0 ? optionId(currentIndex) : undefined}
          placeholder={texts.paletteHint}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            onQuery(event.target.value);
            setEnterPending(false);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <kbd>Esc</kbd>
      </Query>
      <List ref={list}>
        {hits.length === 0 && !isWaiting ? <p role="status">{fillText(texts.noMatch, { query })}</p> : undefined}
        <div id={`${id}-list`} role="listbox" aria-label={texts.palette}>
          {groups.map((group, groupIndex) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset can't stand in a listbox
            <div key={group} role="group" aria-labelledby={`${id}-group-${groupIndex}`}>
              <div id={`${id}-group-${groupIndex}`}>{group}</div>
              {hits.map((hit, index) =>
                hit.item.group === group ? (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys, options never have the focus
                  <div
                    key={hit.item.id}
                    id={optionId(index)}
                    role="option"
                    tabIndex={-1}
                    aria-selected={index === currentIndex}
                    onClick={() => run(hit)}
                    onMouseMove={() => setActive(index)}
                  >
                    {hit.item.icon ? <Icon name={hit.item.icon} /> : undefined}
                    <span className="name">
                      <MarkedLabel label={hit.item.label} at={hit.match.at} />
                    </span>
                    {hit.hint === undefined ? undefined : <span className="hint">{hit.hint}</span>}
                    {hit.item.shortcut ? (
                      <span className="keys">
                        {hit.item.shortcut.map((key) => (
                          <kbd key={key}>{key}</kbd>
                        ))}
                      </span>
                    ) : undefined}
                  </div>
                ) : undefined,
              )}
            </div>
          ))}
        </div>
      </List>
    </>
  );
};

/** Finds actions, places and records by a few letters and runs or opens them. */
export const CommandPalette = ({ open, ...finder }: CommandPaletteProps) => {
  const texts = useTexts();
  const { onClose, onQuery } = finder;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      slotProps={{
        paper: { 'aria-label': texts.palette },
        container: { sx: { alignItems: 'flex-start', paddingTop: '8vh' } },
        transition: { onExited: () => onQuery('') },
      }}
    >
      <Finder {...finder} />
    </Dialog>
  );
};
