import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { ClipboardEvent } from 'react';
import { ImportTarget } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { BlockField, isBlock } from '../../components/BlockField.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { fieldLabel } from './fieldLabel.ts';
import { importRoutes } from './importRoutes.ts';
import type { Importing } from './useImport.ts';

const Lead = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0 10px', maxWidth: '68ch', textWrap: 'pretty' }));

const Order = styled('ol')(({ theme }) => ({
  ...theme.typography.body1,
  margin: 0,
  padding: 0,
  listStyle: 'none',
  columns: '2 150px',
  '& > li': { padding: '3px 0', breakInside: 'avoid' },
  '& > li > small': { ...theme.typography.caption, marginLeft: 6, color: theme.vars.palette.text.secondary },
}));

const LINES = 14;

export type PasteStepProps = {
  readonly importing: Importing;
  readonly target: ImportTarget;
  /** The pasted or typed text, kept when the user comes back to this step. */
  readonly block: string;
  readonly onBlock: (block: string) => void;
};

/** Takes a block copied from a spreadsheet and reads it when it is pasted. */
export const PasteStep = ({ importing, target, block, onBlock }: PasteStepProps) => {
  const { navigate } = useComponentSettings();
  const fields = useCall('imports.fields', { target }, { keepLast: true });
  const { busy, problem, paste } = importing;
  const pasteBlock = (event: ClipboardEvent): void => {
    const copiedText = event.clipboardData.getData('text/plain');
    if (block.trim() !== '' || !isBlock(copiedText)) return;
    event.preventDefault();
    onBlock(copiedText);
    paste(copiedText, target);
  };
  const title = text('data.paste.title', { what: text(`imports.sheet.${target}`).toLowerCase() });
  return (
    <Columns>
      <Section title={title} span={8}>
        <Lead>{text('data.paste.lead')}</Lead>
        {problem === undefined ? undefined : <ErrorNote text={problem} />}
        <BlockField
          label={title}
          placeholder={text('data.paste.here')}
          lines={LINES}
          value={block}
          onChange={onBlock}
          onPaste={pasteBlock}
        />
        <Actions>
          <EditButton
            variant="contained"
            color="primary"
            disabled={block.trim() === '' || busy !== undefined}
            onClick={() => paste(block, target)}
          >
            {text(busy === 'reading' ? 'data.import.reading' : 'data.paste.read')}
          </EditButton>
          <Button onClick={() => navigate(importRoutes(target).import)}>{text('data.paste.file')}</Button>
        </Actions>
      </Section>
      <Section title={text('data.paste.order')} span={4}>
        <Lead>{text('data.paste.orderNote')}</Lead>
        <SelectField
          label={text('data.paste.sheet')}
          value={target}
          choices={ImportTarget.options.map((value) => ({ value, label: text(`imports.sheet.${value}`) }))}
          onCommit={(sheet) => navigate(importRoutes(sheet).paste)}
        />
        <Order aria-label={text('data.paste.order')}>
          {(fields.data?.fields ?? []).map(({ key, required }) => (
            <li key={key}>
              {fieldLabel(key)}
              {required ? <small>{text('data.paste.needed')}</small> : undefined}
            </li>
          ))}
        </Order>
      </Section>
    </Columns>
  );
};
