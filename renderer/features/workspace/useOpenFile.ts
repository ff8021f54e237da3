import { useCallback } from 'react';
import { errorText } from '#shared/presentation/errorText.ts';
import { host } from '../../api/host.ts';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

/** Returns a function that lets the user choose a workspace file, opens it and shows its Overview. */
export const useOpenFile = (navigate: (route: string) => void): (() => void) => {
  const toast = useToast();
  const { run: open } = useCommand('workspace.open', { undoable: false });

  return useCallback(() => {
    const choose = async (): Promise<void> => {
      try {
        const intake = await host.pickFile('workspace');
        if (intake !== undefined && (await open({ intake }))) navigate('/');
      } catch (problem) {
        toast({ text: errorText(problem), failed: true });
      }
    };
    void choose();
  }, [open, navigate, toast]);
};
