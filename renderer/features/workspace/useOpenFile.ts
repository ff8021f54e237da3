import { useCallback } from 'react';
import { errorText } from '#shared/presentation/errorText.ts';
import { host } from '../../api/host.ts';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

/** Lets one choose a workspace file from anywhere, opens it and goes to its Overview. */
export const useOpenFile = (go: (route: string) => void): (() => void) => {
  const toast = useToast();
  const { run: open } = useCommand('workspace.open', { undoable: false });

  return useCallback(() => {
    const choose = async (): Promise<void> => {
      try {
        const intake = await host.pickFile('workspace');
        if (intake !== undefined && (await open({ intake }))) go('/');
      } catch (problem) {
        toast({ text: errorText(problem), failed: true });
      }
    };
    void choose();
  }, [open, go, toast]);
};
