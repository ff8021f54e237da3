import Snackbar from '@mui/material/Snackbar';
import { styled } from '@mui/material/styles';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { sentenceGap } from '#shared/messages/text.ts';
import { tokens } from '../theme/tokens.ts';
import { QuietButton } from './QuietButton.tsx';
import { StateShape } from './StateMark.tsx';
import { useTexts } from './settings.tsx';

export type ToastContent = {
  readonly text: string;
  /** Shows an Undo button. */
  readonly onUndo?: (() => void) | undefined;
  /** Shows another button. */
  readonly action?: { readonly label: string; readonly onAction: () => void } | undefined;
  /** An error has the octagon mark and is shown longer. */
  readonly isError?: boolean | undefined;
  /** Messages of one event, which arrive one after the other: one that is still open is shown with the next. */
  readonly group?: string | undefined;
};

export type ShowToast = (toast: ToastContent) => void;

const Toasts = createContext<ShowToast>(() => undefined);

/** Shows a message at the bottom right of the page, over the hints of a table and not over its total; a newer one replaces it. */
export const useToast = (): ShowToast => useContext(Toasts);

const Surface = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  minHeight: 28,
  maxWidth: 560,
  padding: '0 12px',
  backgroundColor: theme.vars.palette.ore.raised,
  border: `1px solid ${theme.vars.palette.ore.line.normal}`,
  borderRadius: tokens.radius.dialog,
  boxShadow: theme.vars.palette.ore.menuShadow,
  // two lines are as high as the line of hints below a table
  '& > span': { lineHeight: '15px' },
}));

const SHOWN_MS = 6000;
// messages with a button or an error are shown longer; the header's undo remains
const LONG_MS = 10_000;

/** Time after the pointer has left a message. */
const RESUMED_MS = 2000;

export type ToastRootProps = {
  /** Distance from the right edge, px, where something must stay visible beside the message. */
  readonly right?: number | undefined;
  readonly children: ReactNode;
};

/** Provides the page's toast. */
export const ToastRoot = ({ right, children }: ToastRootProps) => {
  const texts = useTexts();
  const [currentToast, setCurrentToast] = useState<ToastContent & { readonly key: number }>();
  const [open, setOpen] = useState(false);
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = open;
  }, [open]);
  const show = useCallback<ShowToast>((toast) => {
    const wasOpen = isOpen.current;
    setCurrentToast((previousToast) => {
      const isJoined = wasOpen && previousToast?.group !== undefined && previousToast.group === toast.group;
      const joinedText = isJoined ? `${previousToast.text}${sentenceGap()}${toast.text}` : toast.text;
      return { ...toast, text: joinedText, key: (previousToast?.key ?? 0) + 1 };
    });
    isOpen.current = true;
    setOpen(true);
  }, []);
  const close = () => setOpen(false);
  // a message must not cover the field in which the user types
  useEffect(() => {
    if (!open) return;
    const hide = () => setOpen(false);
    document.addEventListener('input', hide);
    return () => document.removeEventListener('input', hide);
  }, [open]);
  return (
    <Toasts.Provider value={show}>
      {children}
      <Snackbar
        key={currentToast?.key ?? 0}
        open={open}
        autoHideDuration={currentToast?.onUndo || currentToast?.action || currentToast?.isError ? LONG_MS : SHOWN_MS}
        disableWindowBlurListener
        resumeHideDuration={RESUMED_MS}
        onClose={(_, reason) => reason !== 'clickaway' && close()}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transitionDuration={Number.parseInt(tokens.motion.fast, 10)}
        sx={{ '@media print': { display: 'none' }, '&&': { bottom: 2, ...(right === undefined ? {} : { right: { xs: 8, md: right } }) } }}
      >
        <Surface role={currentToast?.isError ? 'alert' : 'status'}>
          {currentToast?.isError ? <StateShape state="breached" /> : undefined}
          <span>{currentToast?.text}</span>
          {currentToast?.onUndo ? (
            <QuietButton
              onClick={() => {
                close();
                currentToast.onUndo?.();
              }}
            >
              {texts.undo}
            </QuietButton>
          ) : undefined}
          {currentToast?.action ? (
            <QuietButton
              onClick={() => {
                close();
                currentToast.action?.onAction();
              }}
            >
              {currentToast.action.label}
            </QuietButton>
          ) : undefined}
          <QuietButton onClick={close}>{texts.close}</QuietButton>
        </Surface>
      </Snackbar>
    </Toasts.Provider>
  );
};
