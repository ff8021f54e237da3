import { useCallback, useState } from 'react';
import { currentLocale, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { host } from '../../api/host.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { useComponentSettings } from '../../components/settings.tsx';

/** The way in that was taken: the sample, or a file or an earlier workspace. */
export type WayIn = 'sample' | 'open';

export type Opening = {
  /** What is being opened; it stays until the page shows it. */
  readonly busy: WayIn | undefined;
  /** Why it could not be opened, said beside the way that was taken. */
  readonly problem: { readonly at: WayIn; readonly words: string } | undefined;
  readonly openSample: () => void;
  readonly openRecent: (handle: string) => void;
  readonly openFiles: (files: FileList | undefined) => void;
  /** Lets one choose a file and opens it. */
  readonly choose: () => void;
};

/** The ways into a workspace; each leads to Overview. */
export const useOpening = (): Opening => {
  const { navigate } = useComponentSettings();
  const { mutateAsync: openSample } = useCommandMutation('workspace.openSample');
  const { mutateAsync: open } = useCommandMutation('workspace.open');
  const [busy, setBusy] = useState<WayIn>();
  const [problem, setProblem] = useState<Opening['problem']>();

  const go = useCallback(
    async (at: WayIn, act: () => Promise<unknown>): Promise<void> => {
      setBusy(at);
      setProblem(undefined);
      try {
        if (await act()) navigate('/');
      } catch (error) {
        setProblem({ at, words: errorText(error) });
      } finally {
        setBusy(undefined);
      }
    },
    [navigate],
  );

  const openFiles = (files: FileList | undefined): void => {
    const [file, second] = files ?? [];
    if (!file) setProblem({ at: 'open', words: text('first.notAFile') });
    else if (second) setProblem({ at: 'open', words: text('first.oneFile') });
    else void go('open', async () => open({ intake: await host.takeFile(file) }));
  };

  return {
    busy,
    problem,
    openSample: () => void go('sample', () => openSample({ language: currentLocale() })),
    openRecent: (recent) => void go('open', () => open({ recent })),
    openFiles,
    choose: () =>
      void go('open', async () => {
        const intake = await host.pickFile('workspace');
        return intake !== undefined && open({ intake });
      }),
  };
};
