import IconButton from '@mui/material/IconButton';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { Icon } from './Icon.tsx';
import { useTexts } from './settings.tsx';

export type SearchFieldProps = {
  /** What is searched: "Search contracts". */
  readonly label: string;
  readonly value: string;
  /** Called on every key. */
  readonly onChange: (value: string) => void;
};

const Frame = styled(OutlinedInput)(({ theme }) => ({
  width: 220,
  height: 24,
  fontSize: '0.75rem',
  gap: 6,
  backgroundColor: theme.vars.palette.background.paper,
  '& input::-webkit-search-cancel-button': { display: 'none' },
}));

/** A search field that filters while typing; Esc and the cross clear it. */
export const SearchField = ({ label, value, onChange }: SearchFieldProps) => {
  const texts = useTexts();
  return (
    <Frame
      value={value}
      placeholder={label}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || value === '') return;
        event.stopPropagation();
        onChange('');
      }}
      inputProps={{ type: 'search', 'aria-label': label, autoComplete: 'off' }}
      startAdornment={<Icon name="search" size={14} />}
      endAdornment={
        value === '' ? undefined : (
          <IconButton edge="end" aria-label={texts.clear} onClick={() => onChange('')}>
            <Icon name="close" size={12} />
          </IconButton>
        )
      }
    />
  );
};
