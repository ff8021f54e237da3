import { lazy, Suspense, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { serial, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { pageNonce } from '../api/client.ts';
import { setConnection } from '../api/connection.ts';
import { onEndedJobs, onNotice, onRestart } from '../api/hostNotifications.ts';
import { ErrorNote } from '../components/ErrorNote.tsx';
import { useLaterTexts } from '../components/laterTexts.ts';
import { ComponentSettingsProvider } from '../components/settings.tsx';
import { ToastRoot, useToast } from '../components/Toast.tsx';
import { StopJobsDialog } from '../editing/commands/StopJobsDialog.tsx';
import { PastNote } from '../features/history/index.ts';
import { askPassphrase, isPassphraseNeeded, passphraseRequest, UnlockDialog } from '../features/passphrase/index.ts';
import { ReadOnlyNote } from '../features/workspace/index.ts';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { useHiddenAmounts } from './hiddenAmounts.ts';
import { lastLanguage, useLanguage } from './language.ts';
import { lastTheme, saveLastTheme } from './lastTheme.ts';
import { ServerBanner } from './ServerBanner.tsx';
import { Shell } from './Shell.tsx';
import { useOutsideWorkspaceChange } from './useOutsideWorkspaceChange.ts';
import { useWorkspace, type Workspace } from './useWorkspace.ts';

// a window that opens a workspace at once does not load its code
const PlainShell = lazy(async () => ({ default: (await import('./PlainShell.tsx')).PlainShell }));

/** Distance of toasts from the right edge, px: beside the mark of figures that are updated. */
const TOAST_RIGHT = 152;

/** The workspace was closed in another window, and its jobs were stopped: two messages of one event. */
const CLOSED_WORKSPACE = 'closedWorkspace';

type BodyProps = {
  readonly workspace: Workspace;
  /** Sets the language while no workspace is open. */
  readonly onLanguage: (language: Language) => void;
};

const Body = ({ workspace, onLanguage }: BodyProps) => {
  const { state, error, refetch } = workspace;
  const toast = useToast();
  const [, navigate] = useLocation();
  const openPassphraseRequest = passphraseRequest.useQuestion();
  useEffect(
    () =>
      onNotice((problem) => {
        if (isPassphraseNeeded(problem)) void askPassphrase(problem).then((isOpen) => isOpen && navigate('/'));
        else toast({ text: errorText(problem), isError: true });
      }),
    [toast, navigate],
  );
  useEffect(
    () =>
      onRestart(({ notOpened }) => {
        if (!notOpened) toast({ text: text('toast.restarted') });
        else {
          const reason = errorText(new OrebookError(notOpened.code, notOpened.details));
          toast({ text: text('toast.restartedWithout', { why: reason }), isError: true });
        }
      }),
    [toast],
  );
  useEffect(
    () =>
      onEndedJobs((jobs) =>
        toast({
          text: text('toast.jobsEnded', { jobs: jobs.map(({ label }) => renderMessage(label)).join(serial()) }),
          group: CLOSED_WORKSPACE,
        }),
      ),
    [toast],
  );
  useOutsideWorkspaceChange(state, (currentState) => {
    if (currentState.open) toast({ text: text('toast.workspaceChanged'), group: CLOSED_WORKSPACE });
    // a workspace that could not be reopened was not closed by the user; the restart has its own notice
    else if (!currentState.notOpened) toast({ text: text('toast.workspaceClosed'), group: CLOSED_WORKSPACE });
    navigate('/');
  });

  const retry = async (): Promise<void> => {
    if (await refetch()) setConnection('live');
  };
  const pastMoment = state?.open ? state.past : undefined;
  const readOnly = state?.open ? state.readOnly : undefined;
  const notes =
    readOnly || pastMoment ? (
      <>
        {readOnly ? <ReadOnlyNote recent={readOnly.recent} /> : undefined}
        {pastMoment ? <PastNote at={pastMoment.at} /> : undefined}
      </>
    ) : undefined;
  const banner = <ServerBanner onRetry={() => void retry()}>{notes}</ServerBanner>;
  const unlock = openPassphraseRequest ? (
    <Suspense>
      <UnlockDialog />
    </Suspense>
  ) : undefined;
  if (state)
    return (
      <>
        {state.open ? (
          <Shell state={state} banner={banner} />
        ) : (
          <Suspense>
            <PlainShell state={state} banner={banner} onLanguage={onLanguage} />
          </Suspense>
        )}
        {unlock}
        <StopJobsDialog />
      </>
    );
  return error ? <ErrorNote text={errorText(error)} action={{ label: text('action.retry'), onAction: () => void retry() }} /> : undefined;
};

/** The app: theme, shell and pages of the workspace. */
export const App = () => {
  const workspace = useWorkspace();
  const [, navigate] = useLocation();
  const openState = workspace.state?.open ? workspace.state : undefined;
  const settings = openState?.settings;
  const theme = settings?.theme ?? lastTheme();
  useEffect(() => saveLastTheme(theme), [theme]);
  const [pickedLanguage, setPickedLanguage] = useState(lastLanguage);
  useLaterTexts();
  const isHidingAmounts = useHiddenAmounts(workspace.state);
  const language = useLanguage(settings?.language ?? pickedLanguage);
  return (
    <ThemeRoot mode={theme} nonce={pageNonce()}>
      <ComponentSettingsProvider
        navigate={navigate}
        isReadOnly={openState?.readOnly !== undefined || openState?.past !== undefined}
        {...(openState ? { moneyScale: openState.settings.moneyScale } : {})}
      >
        <ToastRoot right={TOAST_RIGHT}>
          {/* the key renders all texts again in the new language, and with or without amounts */}
          <Body key={`${language} ${isHidingAmounts}`} workspace={workspace} onLanguage={setPickedLanguage} />
        </ToastRoot>
      </ComponentSettingsProvider>
    </ThemeRoot>
  );
};
