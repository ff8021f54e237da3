import { useEffect, useState } from 'react';
import { withAmounts } from '#shared/units/format.ts';
import { QuietButton } from './QuietButton.tsx';
import { useTexts } from './settings.tsx';

export type CopyTextProps = {
  /** Called when the button is pressed, with amounts shown. */
  readonly value: () => string;
};

export type CopyState = 'ready' | 'copied' | 'failed';

const SHOWN_MS = 2000;

/** Copies and shows the result for two seconds. */
export const useCopy = (): { readonly state: CopyState; readonly copy: (write: () => Promise<void>) => void } => {
  const [state, setState] = useState<CopyState>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (write: () => Promise<void>) => {
    write().then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return { state, copy };
};

/** A button that copies a text and shows the result. */
export const CopyText = ({ value }: CopyTextProps) => {
  const texts = useTexts();
  const { state, copy } = useCopy();
  const label = { ready: texts.copy, copied: texts.copied, failed: texts.copyFailed }[state];
  return (
    <QuietButton onClick={() => copy(() => navigator.clipboard.writeText(withAmounts(value)))}>
      <span aria-live="polite">{label}</span>
    </QuietButton>
  );
};
