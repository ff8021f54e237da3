import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import Popover from '@mui/material/Popover';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { SummaryRequest, SummarySection } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { Icon } from '../../components/Icon.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { summaryRoute } from './subject.ts';

const List = styled('ol')({ listStyle: 'none', margin: 0, padding: '8px 8px 8px 4px', minWidth: 320, maxWidth: 440 });
const Line = styled('li')({ display: 'flex', alignItems: 'center', gap: 2 });
const Name = styled('label')(({ theme }) => ({
  ...theme.typography.body2,
  fontVariantNumeric: 'normal',
  flex: '1 1 auto',
  overflowWrap: 'anywhere',
}));
const Foot = styled('div')(({ theme }) => ({
  display: 'flex',
  justifyContent: 'flex-end',
  padding: '4px 12px 12px',
  borderTop: `1px solid ${theme.vars.palette.divider}`,
  paddingTop: 12,
}));

export type SectionsButtonProps = { readonly sections: readonly SummarySection[]; readonly request: SummaryRequest };

/** Chooses the sections of a summary and their order; the pages are updated immediately. */
export const SectionsButton = ({ sections, request }: SectionsButtonProps) => {
  const { navigate } = useComponentSettings();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const id = useId();
  // shows the choice immediately, before the pages are updated
  const isShown = (key: string): boolean => sections.some((section) => section.key === key);
  const shownKeys = request.sections?.filter(isShown) ?? sections.filter((section) => section.isShown).map(({ key }) => key);
  const position = (key: string): number => (shownKeys.includes(key) ? shownKeys.indexOf(key) : shownKeys.length);
  const sortedSections = sections.toSorted((a, b) => position(a.key) - position(b.key));
  const showSections = (keys: readonly string[]) => navigate(summaryRoute({ ...request, sections: keys }));
  const toggle = (key: string) =>
    showSections(shownKeys.includes(key) ? shownKeys.filter((otherKey) => otherKey !== key) : [...shownKeys, key]);
  const move = (key: string, by: -1 | 1) => {
    const at = shownKeys.indexOf(key);
    const to = at + by;
    if (at < 0 || to < 0 || to >= shownKeys.length) return;
    const next = [...shownKeys];
    next.splice(to, 0, ...next.splice(at, 1));
    showSections(next);
  };
  if (sections.length < 2) return undefined;
  return (
    <>
      <Button aria-haspopup="dialog" aria-expanded={anchor !== undefined} onClick={(event) => setAnchor(event.currentTarget)}>
        {text('summaries.page.sections', { shown: shownKeys.length, all: sections.length })}
      </Button>
      <Popover
        open={anchor !== undefined}
        anchorEl={anchor ?? null}
        onClose={() => setAnchor(undefined)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { role: 'dialog', 'aria-label': text('summaries.page.sectionsTitle') } }}
      >
        <List>
          {sortedSections.map(({ key, text: heading }) => {
            const name = renderMessage(heading);
            const at = shownKeys.indexOf(key);
            return (
              <Line key={key}>
                <Checkbox
                  sx={{ padding: '5px' }}
                  checked={at >= 0}
                  // a document needs at least one section
                  disabled={at >= 0 && shownKeys.length === 1}
                  slotProps={{ input: { id: `${id}-${key}` } }}
                  onChange={() => toggle(key)}
                />
                <Name htmlFor={`${id}-${key}`}>{name}</Name>
                {/* disabled at either end instead of removed, so that the focus stays */}
                <IconButton aria-label={text('summaries.page.sectionUp', { name })} aria-disabled={at < 1} onClick={() => move(key, -1)}>
                  <Icon name="sortUp" size={12} />
                </IconButton>
                <IconButton
                  aria-label={text('summaries.page.sectionDown', { name })}
                  aria-disabled={at < 0 || at === shownKeys.length - 1}
                  onClick={() => move(key, 1)}
                >
                  <Icon name="sortDown" size={12} />
                </IconButton>
              </Line>
            );
          })}
        </List>
        <Foot>
          <Button disabled={request.sections === undefined} onClick={() => navigate(summaryRoute({ ...request, sections: undefined }))}>
            {text('summaries.page.sectionsAll')}
          </Button>
        </Foot>
      </Popover>
    </>
  );
};
