import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import type { ClipboardEvent } from 'react';

const Input = styled(OutlinedInput)(({ theme }) => ({
  ...theme.typography.body1,
  width: '100%',
  '&.MuiInputBase-multiline': { padding: 8 },
  fontVariantNumeric: 'tabular-nums',
  // keeps the cells of a line on one line
  '& textarea': { whiteSpace: 'pre', overflowX: 'auto !important', tabSize: 16 },
}));

/** Returns true for a text of several cells. */
export const isBlock = (clipboardText: string): boolean => /[\t\n]/.test(clipboardText.trim());

export type BlockFieldProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly lines: number;
  readonly value: string;
  readonly onChange: (block: string) => void;
  readonly onPaste?: ((event: ClipboardEvent) => void) | undefined;
};

/** A field for a block copied from a spreadsheet. */
export const BlockField = ({ label, placeholder, lines, value, onChange, onPaste }: BlockFieldProps) => (
  <Input
    multiline
    autoFocus
    minRows={lines}
    maxRows={lines}
    value={value}
    inputProps={{ 'aria-label': label, spellCheck: false, autoComplete: 'off', wrap: 'off' }}
    placeholder={placeholder}
    onChange={(event) => onChange(event.target.value)}
    {...(onPaste ? { onPaste } : {})}
  />
);
