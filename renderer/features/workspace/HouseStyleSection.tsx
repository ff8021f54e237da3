import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { Accent, type HouseStyle } from '#shared/domain/houseStyle.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { contrastRatio } from '#shared/units/contrast.ts';
import { formatNumber } from '#shared/units/format.ts';
import { host } from '../../api/host.ts';
import { useCall } from '../../api/queries.ts';
import { Actions } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FieldMessage, FormRow } from '../../components/FormRow.tsx';
import { PaperSheet } from '../../components/PaperSheet.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { pt, SHEET } from '../../components/sheetSize.ts';
import { TextField } from '../../components/TextField.tsx';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { OnPaper } from '../../theme/ThemeRoot.tsx';
import { Fields, Hint } from './formParts.ts';

const PREVIEW_SCALE = 0.4;

/** Lines of a table that says nothing. */
const LINES = Array.from({ length: 9 }, (_, line) => line);

const Both = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'flex-start',
  gap: '20px 32px',
  '& > :first-of-type': { flex: '1 1 340px' },
});

const Place = styled('div')(({ theme }) => ({
  flex: 'none',
  width: SHEET.width * PREVIEW_SCALE,
  height: SHEET.height * PREVIEW_SCALE,
  overflow: 'hidden',
  border: `1px solid ${theme.vars.palette.ore.line.normal}`,
}));

const Sample = styled('div')(({ theme }) => ({
  // no heading of the page that it stands on
  '& strong': {
    display: 'block',
    margin: `0 0 ${pt(8)}px`,
    paddingTop: pt(4),
    borderTop: '1.5px solid var(--house-accent)',
    fontSize: pt(10.5),
    lineHeight: `${pt(14)}px`,
    fontWeight: theme.typography.fontWeightBold,
  },
  '& ul': { listStyle: 'none', margin: `0 0 ${pt(28)}px`, padding: 0 },
  '& li': { height: pt(20), borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}` },
  '& p': { margin: `0 0 ${pt(4)}px`, fontSize: pt(9), lineHeight: `${pt(13)}px`, color: theme.vars.palette.text.secondary },
}));

const Swatch = styled('span')({ display: 'inline-block', width: 10, height: 10, marginRight: 6 });

/** A page as documents have it, with what this house puts on it. */
const Preview = ({ house }: { readonly house: HouseStyle }) => (
  <Place>
    <OnPaper>
      <PaperSheet
        house={house}
        title={text('houseStyle.sample.title')}
        label={text('summaries.page', { page: 1, of: 4 })}
        scale={PREVIEW_SCALE}
      >
        <Sample>
          {(['terms', 'sources'] as const).map((part) => (
            <div key={part}>
              <strong>{text(`summaries.head.${part}`)}</strong>
              <p>{text('houseStyle.sample.words')}</p>
              <ul>
                {LINES.map((line) => (
                  <li key={line} />
                ))}
              </ul>
            </div>
          ))}
        </Sample>
      </PaperSheet>
    </OnPaper>
  </Place>
);

const Logo = ({ house }: { readonly house: HouseStyle }) => {
  const toast = useToast();
  const [wrong, setWrong] = useState<string>();
  const put = useCommand('houseStyle.setLogo', {
    done: () => text('houseStyle.logoSaved'),
    shows: (error) => {
      const [found] = serverIssues(error, 'logo');
      if (found) setWrong(issueText(found));
      return found !== undefined;
    },
  });
  const remove = useCommand('houseStyle.removeLogo', { done: () => text('houseStyle.logoRemoved') });
  const choose = async (): Promise<void> => {
    setWrong(undefined);
    try {
      const logo = await host.pickFile('picture');
      if (logo !== undefined) await put.run({ logo });
    } catch (problem) {
      toast({ text: errorText(problem), failed: true });
    }
  };
  return (
    <>
      <FormRow label={text('houseStyle.logo')}>
        <Actions style={{ margin: 0 }}>
          <Button disabled={put.pending} onClick={() => void choose()}>
            {text(house.logo ? 'houseStyle.otherLogo' : 'houseStyle.chooseLogo')}
          </Button>
          {house.logo ? (
            <Button disabled={remove.pending} onClick={() => void remove.run({})}>
              {text('houseStyle.removeLogo')}
            </Button>
          ) : undefined}
        </Actions>
      </FormRow>
      {wrong === undefined ? <Hint>{text('houseStyle.logoHint')}</Hint> : <FieldMessage fieldId="logo">{wrong}</FieldMessage>}
    </>
  );
};

const HouseForm = ({ house }: { readonly house: HouseStyle }) => {
  const [wrong, setWrong] = useState<{ readonly typed: string; readonly said: string }>();
  const { run } = useCommand('houseStyle.save', { done: () => text('houseStyle.saved') });
  const { name, accent, footer, mark } = house;
  const save = (change: Input<'houseStyle.save'>): void => void run(change);
  const saveAccent = (typed = ''): void => {
    const read = Accent.safeParse(typed.toUpperCase());
    const [found] = read.success ? [] : fieldIssues(read.error);
    // what was typed stays
    setWrong(found && { typed, said: issueText(found) });
    if (read.success) save({ accent: read.data });
  };
  return (
    <Fields>
      <FormRow label={text('houseStyle.name')}>
        <TextField maxLength={120} value={name} onCommit={(value) => save({ name: value ?? '' })} />
      </FormRow>
      <Hint>{text('houseStyle.nameHint')}</Hint>
      <FormRow label={text('houseStyle.mark')}>
        <TextField
          maxLength={60}
          value={mark}
          placeholder={text('houseStyle.markExample')}
          onCommit={(value) => save({ mark: value ?? '' })}
        />
      </FormRow>
      <Hint>{text('houseStyle.markHint')}</Hint>
      <FormRow label={text('houseStyle.accent')}>
        <TextField required maxLength={7} value={wrong?.typed ?? accent} error={wrong?.said} onCommit={saveAccent} />
      </FormRow>
      <Hint>
        <Swatch style={{ backgroundColor: accent }} />
        {text('houseStyle.accentHint', { contrast: formatNumber(contrastRatio(accent, '#FFFFFF'), { decimals: 1 }) })}
      </Hint>
      <FormRow label={text('houseStyle.footer')}>
        <TextField maxLength={200} value={footer} onCommit={(value) => save({ footer: value ?? '' })} />
      </FormRow>
      <Hint>{text('houseStyle.footerHint')}</Hint>
      <Logo house={house} />
    </Fields>
  );
};

/** How documents look, beside a page that looks so. */
export const HouseStyleSection = () => {
  const { data, error } = useCall('houseStyle.get', {}, { keepLast: true });
  return (
    <Section title={text('houseStyle.title')} note={text('houseStyle.note')} span={12}>
      {error ? <ErrorNote text={errorText(error)} /> : undefined}
      {data ? (
        <Both>
          <HouseForm house={data} />
          <Preview house={data} />
        </Both>
      ) : (
        <Skeleton of="rows" rows={6} />
      )}
    </Section>
  );
};
