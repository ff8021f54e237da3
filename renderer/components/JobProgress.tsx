import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import { styled } from '@mui/material/styles';

export type JobProgressProps = {
  /** The label of the job: "Import mine.xlsx". */
  readonly what: string;
  /** The progress as text. */
  readonly progressText: string;
  /** Fraction done; undefined if unknown. */
  readonly share: number | undefined;
  readonly cancel: { readonly label: string; readonly onAction: () => void; readonly disabled: boolean };
};

const Box = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr) auto',
  alignItems: 'center',
  columnGap: 16,
  margin: '0 0 16px',
  padding: '6px 12px 8px',
  backgroundColor: theme.vars.palette.ore.sunken,
}));
const StepText = styled('p')({ margin: 0, overflowWrap: 'anywhere' });
const JobName = styled('span')({ fontWeight: 540 });
const StepDetail = styled('span')(({ theme }) => ({
  marginLeft: 12,
  color: theme.vars.palette.text.secondary,
  fontVariantNumeric: 'tabular-nums',
}));
const Bar = styled(LinearProgress)({ gridColumn: '1 / -1', marginTop: 6 });

/** A running job: its label, its progress, and a button to cancel it. */
export const JobProgress = ({ what, progressText, share, cancel }: JobProgressProps) => (
  <Box>
    <StepText>
      <JobName>{what}</JobName>
      <StepDetail>{progressText}</StepDetail>
    </StepText>
    <Button disabled={cancel.disabled} onClick={cancel.onAction}>
      {cancel.label}
    </Button>
    <Bar
      aria-label={what}
      aria-valuetext={progressText}
      {...(share === undefined ? { variant: 'indeterminate' } : { variant: 'determinate', value: Math.min(100, share * 100) })}
    />
  </Box>
);
