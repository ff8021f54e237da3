import Button, { type ButtonProps } from '@mui/material/Button';
import { styled } from '@mui/material/styles';

export type QuietButtonProps = Omit<ButtonProps, 'variant' | 'size' | 'color'>;

const TextButton = styled(Button)({ padding: '0 6px' });

/** A button that looks like a link: for rows, popovers and toasts. */
export const QuietButton = (props: QuietButtonProps) => <TextButton {...props} variant="text" size="small" />;
