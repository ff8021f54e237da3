import { styled } from '@mui/material/styles';
import { Form } from '../../components/FormRow.tsx';

/** A form of single fields with a maximum width. */
export const Fields = styled(Form)({ maxWidth: 560 });

/** The explanation below a field. */
export const Hint = styled('p')(({ theme }) => ({
  gridColumn: '2 / -1',
  margin: '0 0 8px',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));
