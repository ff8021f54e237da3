import { styled } from '@mui/material/styles';
import { formatNumber } from '#shared/units/format.ts';
import { QuietButton } from './QuietButton.tsx';
import { fillText, useTexts } from './settings.tsx';

const Bar = styled('nav')(({ theme }) => ({
  ...theme.typography.caption,
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  padding: '6px 0',
  color: theme.vars.palette.text.secondary,
}));

export type RowsPagerProps = {
  /** What the rows are, for the name of the navigation. */
  readonly label: string;
  /** Index of the first row of the page. */
  readonly first: number;
  readonly pageRows: number;
  /** Rows of all pages. */
  readonly count: number;
  readonly onChange: (first: number) => void;
};

/** Says which rows of how many are shown, and leads to the ones before and after; nothing where one page shows all. */
export const RowsPager = ({ label, first, pageRows, count, onChange }: RowsPagerProps) => {
  const texts = useTexts();
  if (count <= pageRows && first === 0) return undefined;
  const number = (value: number): string => formatNumber(value, { decimals: 0 });
  const last = Math.min(count, first + pageRows);
  return (
    <Bar aria-label={label}>
      <span role="status">
        {fillText(texts.rowsOf, { from: number(Math.min(first + 1, count)), to: number(last), count: number(count) })}
      </span>
      <QuietButton disabled={first === 0} onClick={() => onChange(Math.max(0, first - pageRows))}>
        {texts.previousRows}
      </QuietButton>
      <QuietButton disabled={last >= count} onClick={() => onChange(first + pageRows)}>
        {texts.nextRows}
      </QuietButton>
    </Bar>
  );
};
