import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from '#shared/presentation/errorText.ts';

export type DuplicateName = {
  /** The error text of a rejected name. */
  readonly problem: string | undefined;
  /** For `useCommand`: shows a duplicate name in the dialog, which stays open with everything typed. */
  readonly shows: (error: OrebookError) => boolean;
  readonly forget: () => void;
};

/** Keeps the message about a duplicate name for the dialog that asks for the name. */
export const useDuplicateName = (): DuplicateName => {
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
