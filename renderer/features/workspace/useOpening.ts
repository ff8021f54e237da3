import { useCallback, useState } from 'react';
import { currentLocale, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { host } from '../../api/host.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { useComponentSettings } from '../../components/settings.tsx';
import { withPassphrase } from '../passphrase/index.ts';

/** How a workspace is opened: as the sample, or from a file or the list of recent ones. */
export type OpeningMethod = 'sample' | 'open';

export type Opening = {
  /** The method in progress, until the page shows the workspace. */
  readonly busy: OpeningMethod | undefined;
  /** Why opening failed, shown beside the method. */
  readonly problem: { readonly at: OpeningMethod; readonly message: string } | undefined;
  readonly openSample: () => void;
  readonly openRecent: (handle: string) => void;
  readonly openFiles: (files: FileList | undefined) => void;
  /** Opens a dialog to choose a file, and opens it. */
  readonly choose: (mode?: { readonly isReadOnly: boolean }) => void;
};

/** Returns the functions that open a workspace and show its Overview. */
export const useOpening = (): Opening => {
  const { navigate } = useComponentSettings();
  const { mutateAsync: openSample } = useCommandMutation('workspace.openSample');
  const { mutateAsync: openWorkspace } = useCommandMutation('workspace.open');
  const [busyMethod, setBusyMethod] = useState<OpeningMethod>();
  const [problem, setProblem] = useState<Opening['problem']>();

  const attempt = useCallback(
    async (at: OpeningMethod, action: () => Promise<unknown>): Promise<void> => {
      setBusyMethod(at);
      setProblem(undefined);
      try {
        if (await withPassphrase(action)) navigate('/');
      } catch (error) {
        setProblem({ at, message: errorText(error) });
      } finally {
        setBusyMethod(undefined);
      }
    },
    [navigate],
  );

  const openFiles = (files: FileList | undefined): void => {
    const [file, second] = files ?? [];
    if (!file) setProblem({ at: 'open', message: text('first.notAFile') });
    else if (second) setProblem({ at: 'open', message: text('first.oneFile') });
    else void attempt('open', async () => openWorkspace({ intake: await host.takeFile(file) }));
  };

  return {
    busy: busyMethod,
    problem,
    openSample: () => void attempt('sample', () => openSample({ language: currentLocale() })),
    openRecent: (recentId) => void attempt('open', () => openWorkspace({ recent: recentId })),
    openFiles,
    choose: (mode) =>
      void attempt('open', async () => {
        const intake = await host.pickFile('workspace');
        return intake !== undefined && openWorkspace({ intake, ...mode });
      }),
  };
};
