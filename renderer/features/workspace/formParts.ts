import { styled } from '@mui/material/styles';
import { Form } from '../../components/FormRow.tsx';

/** A form of single fields: a wide window widens none of them. */
export const Fields = styled(Form)({ maxWidth: 560 });

/** What a field is for, under it. */
export const Hint = styled('p')(({ theme }) => ({
  gridColumn: '2 / -1',
  margin: '0 0 8px',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));
