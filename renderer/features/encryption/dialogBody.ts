import DialogContent from '@mui/material/DialogContent';
import { styled } from '@mui/material/styles';

/** The content of a dialog for a passphrase: sentences above a form. */
export const Body = styled(DialogContent)(({ theme }) => ({
  '& > p': { ...theme.typography.body1, margin: '0 0 12px', color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
}));
