import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from './errorText.ts';

export type TakenName = {
  /** Why the name was refused; undefined while none was. */
  readonly problem: string | undefined;
  /** For `useAct`: a name that is taken is said in the dialog that asked for it, which stays with all that was typed. */
  readonly shows: (error: OrebookError) => boolean;
  readonly forget: () => void;
};

/** What a dialog that asks for a name says of one that is taken. */
export const useTakenName = (): TakenName => {
  const [problem, setProblem] = useState<string>();
  return {
    problem,
    shows: (error) => {
      if (error.code !== 'DUPLICATE') return false;
      setProblem(errorText(error));
      return true;
    },
    forget: () => setProblem(undefined),
  };
};
