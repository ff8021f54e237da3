import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import type { ClipboardEvent } from 'react';

const Input = styled(OutlinedInput)(({ theme }) => ({
  ...theme.typography.body1,
  width: '100%',
  '&.MuiInputBase-multiline': { padding: 8 },
  fontVariantNumeric: 'tabular-nums',
  // cells of a line stay in line
  '& textarea': { whiteSpace: 'pre', overflowX: 'auto !important', tabSize: 16 },
}));

/** Cells stand in it, not a word. */
export const isBlock = (copied: string): boolean => /[\t\n]/.test(copied.trim());

export type BlockFieldProps = {
  readonly label: string;
  readonly placeholder: string;
  readonly lines: number;
  readonly value: string;
  readonly onChange: (block: string) => void;
  readonly onPaste?: ((event: ClipboardEvent) => void) | undefined;
};

/** Where a block copied from a spreadsheet goes in. */
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
