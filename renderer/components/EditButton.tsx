import Button, { type ButtonProps } from '@mui/material/Button';
import type { ReactElement } from 'react';
import { text } from '#shared/messages/text.ts';
import { QuietButton, type QuietButtonProps } from './QuietButton.tsx';
import { useComponentSettings } from './settings.tsx';

/** Gives the reason for which a disabled control can't be used; the disabled control itself receives no pointer. */
export const LockReason = ({ children }: { readonly children: ReactElement }) => <span title={text('common.locked')}>{children}</span>;

/** A button that changes the workspace: disabled, with the reason, while nothing can be changed. */
export const EditButton = (props: ButtonProps) => {
  const { isReadOnly } = useComponentSettings();
  if (!isReadOnly) return <Button {...props} />;
  return (
    <LockReason>
      <Button {...props} disabled />
    </LockReason>
  );
};

/** The same that looks like a link. */
export const QuietEditButton = (props: QuietButtonProps) => {
  const { isReadOnly } = useComponentSettings();
  if (!isReadOnly) return <QuietButton {...props} />;
  return (
    <LockReason>
      <QuietButton {...props} disabled />
    </LockReason>
  );
};
