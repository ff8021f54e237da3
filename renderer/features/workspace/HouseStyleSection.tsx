import { styled } from '@mui/material/styles';
import { useMemo, useState } from 'react';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { contrastRatio } from '#shared/units/contrast.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { call } from '../../api/client.ts';
import { host } from '../../api/host.ts';
import { useCall, useSendCommand } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FieldMessage, FormRow } from '../../components/FormRow.tsx';
import { PaperSheet, pt, SHEET } from '../../components/PaperSheet.tsx';
import { Section } from '../../components/Section.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, type Edit, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { RecordFields } from '../../editing/record/RecordField.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';
import { SaveMark } from '../../editing/record/SaveMark.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { type OpenDraft, useDraft } from '../../editing/record/useDraft.ts';
import { useSettingsEditor } from '../../editing/record/useSettingsEditor.ts';
import { LightTheme } from '../../theme/ThemeRoot.tsx';
import { Fields, Hint } from './formParts.ts';

const PREVIEW_SCALE = 0.4;

/** Rows of a placeholder table. */
const LINES = Array.from({ length: 9 }, (_, line) => line);

const SideBySide = styled('div')({
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
  // not a heading of the surrounding page
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

/** A preview of a document page with the house style. */
const Preview = ({ house }: { readonly house: HouseStyle }) => (
  <Place>
    <LightTheme>
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
    </LightTheme>
  </Place>
);

const Logo = ({ house }: { readonly house: HouseStyle }) => {
  const toast = useToast();
  const [logoProblem, setLogoProblem] = useState<string>();
  const setLogo = useCommand('houseStyle.setLogo', {
    doneText: () => text('houseStyle.logoSaved'),
    shows: (error) => {
      const [logoIssue] = serverIssues(error, 'logo');
      if (logoIssue) setLogoProblem(issueText(logoIssue));
      return logoIssue !== undefined;
    },
  });
  const remove = useCommand('houseStyle.removeLogo', { doneText: () => text('houseStyle.logoRemoved') });
  const choose = async (): Promise<void> => {
    setLogoProblem(undefined);
    try {
      const logo = await host.pickFile('picture');
      if (logo !== undefined) await setLogo.run({ logo });
    } catch (problem) {
      toast({ text: errorText(problem), isError: true });
    }
  };
  return (
    <>
      <FormRow label={text('houseStyle.logo')}>
        <Actions style={{ margin: 0 }}>
          <EditButton disabled={setLogo.isPending} onClick={() => void choose()}>
            {text(house.logo ? 'houseStyle.otherLogo' : 'houseStyle.chooseLogo')}
          </EditButton>
          {house.logo ? (
            <EditButton disabled={remove.isPending} onClick={() => void remove.run({})}>
              {text('houseStyle.removeLogo')}
            </EditButton>
          ) : undefined}
        </Actions>
      </FormRow>
      {logoProblem === undefined ? <Hint>{text('houseStyle.logoHint')}</Hint> : <FieldMessage fieldId="logo">{logoProblem}</FieldMessage>}
    </>
  );
};

/** The texts and colour of a house style; its logo is chosen as a file. */
type HouseTexts = Omit<HouseStyle, 'logo'>;

const TEXTS = rootOf<HouseTexts>();
const ACCENT = at(TEXTS, 'accent');

/** The fields of a house style by path. */
const HOUSE_FIELDS: Readonly<Record<string, () => FieldSpec>> = {
  [at(TEXTS, 'name')]: () => ({ kind: 'text', label: text('houseStyle.name'), required: false, maxLength: 120 }),
  [at(TEXTS, 'mark')]: () => ({ kind: 'text', label: text('houseStyle.mark'), required: false, maxLength: 60 }),
  [ACCENT]: () => ({ kind: 'text', label: text('houseStyle.accent'), required: true, maxLength: 7 }),
  [at(TEXTS, 'footer')]: () => ({ kind: 'text', label: text('houseStyle.footer'), required: false, maxLength: 200 }),
};

const houseField = (path: string): FieldSpec | undefined => HOUSE_FIELDS[path]?.();

/** Converts colours to capitals. */
const houseRules = (_texts: HouseTexts, edit: Edit): readonly Edit[] =>
  edit.path === ACCENT ? [set(ACCENT, String(edit.value).toUpperCase())] : [edit];

type HouseFormProps = OpenDraft & { readonly house: HouseStyle; readonly receivedAt: number };

const HouseForm = ({ house, receivedAt, draft, fields }: HouseFormProps) => {
  const send = useSendCommand('houseStyle.save');
  const { name, accent, footer, mark } = house;
  const record = useMemo((): HouseTexts => ({ name, accent, footer, mark }), [name, accent, footer, mark]);
  const { form, refusal } = useSettingsEditor<HouseTexts>({
    draft,
    fields,
    record,
    receivedAt,
    expand: houseRules,
    save: (changes, _record, requestId) => send(changes, { requestId, timeoutMs: 0 }),
    fetch: async () => {
      const { logo: _, ...texts } = await call('houseStyle.get', {});
      return texts;
    },
    savedText: () => text('houseStyle.saved'),
  });
  return (
    <RecordFields form={form} issues={serverIssues(refusal, '')} specOf={houseField}>
      <Fields>
        <RecordRow path={at(TEXTS, 'name')} />
        <Hint>{text('houseStyle.nameHint')}</Hint>
        <RecordRow path={at(TEXTS, 'mark')} placeholder={text('houseStyle.markExample')} />
        <Hint>{text('houseStyle.markHint')}</Hint>
        <RecordRow path={ACCENT} />
        <Hint>
          <Swatch style={{ backgroundColor: accent }} />
          {text('houseStyle.accentHint', { contrast: formatPlainNumber(contrastRatio(accent, '#FFFFFF'), { decimals: 1 }) })}
        </Hint>
        <RecordRow path={at(TEXTS, 'footer')} />
        <Hint>{text('houseStyle.footerHint')}</Hint>
        <Logo house={house} />
      </Fields>
      <SaveMark form={form} isSavedHidden />
    </RecordFields>
  );
};

/** Edits the house style of documents beside a preview. */
export const HouseStyleSection = () => {
  const { data, error, dataUpdatedAt } = useCall('houseStyle.get', {}, { keepLast: true });
  const draft = useDraft({ kind: 'workspace', id: 'houseStyle' });
  return (
    <Section title={text('houseStyle.title')} note={text('houseStyle.note')} span={12}>
      {error ? <ErrorNote text={errorText(error)} /> : undefined}
      {data && draft.isReady ? (
        <SideBySide>
          <div>
            <HouseForm house={data} receivedAt={dataUpdatedAt} draft={draft.key} fields={draft.fields} />
          </div>
          <Preview house={data} />
        </SideBySide>
      ) : (
        <Skeleton of="rows" rows={6} />
      )}
    </Section>
  );
};
