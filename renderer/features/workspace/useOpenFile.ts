import { useCallback } from 'react';
import { errorText } from '#shared/presentation/errorText.ts';
import { host } from '../../api/host.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { useToast } from '../../components/Toast.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { withPassphrase } from '../passphrase/index.ts';

/** Returns a function that lets the user choose a workspace file, opens it, for editing by default, and shows its Overview. */
export const useOpenFile = (navigate: (route: string) => void): ((mode?: { readonly isReadOnly: boolean }) => void) => {
  const toast = useToast();
  const { mutateAsync: open } = useCommandMutation('workspace.open');

  return useCallback(
    (mode) => {
      const choose = async (): Promise<void> => {
        try {
          const intake = await host.pickFile('workspace');
          if (intake === undefined) return;
          // a read-only copy takes the place of the open file
          const opening = mode?.isReadOnly ? {} : { opening: { intake } };
          if (await runIfJobsMayStop(() => withPassphrase(() => open({ intake, ...mode })), 'close', opening)) navigate('/');
        } catch (problem) {
          toast({ text: errorText(problem), isError: true });
        }
      };
      void choose();
    },
    [open, navigate, toast],
  );
};
