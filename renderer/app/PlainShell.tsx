import { type ReactNode, Suspense, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { ShortcutsDialog } from '../components/ShortcutsDialog.tsx';
import { FirstMinute, StartPage, useOpenFile } from '../features/workspace/index.ts';
import type { ActionHandlers } from './actionHandlers.ts';
import { Frame } from './Frame.tsx';
import { PlainHeader } from './Header.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { Rail } from './Rail.tsx';
import { VersionFoot } from './RailFoot.tsx';
import { actionBindings, shortcutGroups } from './shortcuts.ts';
import { useHeading } from './useHeading.ts';
import { useKeys } from './useKeys.ts';
import { useMenu } from './useMenu.ts';
import type { ClosedWorkspace } from './useWorkspace.ts';

/** The actions available while no workspace is open. */
const ACTIONS_WITHOUT_WORKSPACE: readonly AvailableAction[] = [{ action: 'startNew' }, { action: 'openFile' }, { action: 'shortcuts' }];

export type PlainShellProps = {
  readonly state: ClosedWorkspace;
  readonly banner: ReactNode;
  readonly onLanguage: (language: Language) => void;
};

/** The frame while no workspace is open, with the ways to open one. */
export const PlainShell = ({ state, banner, onLanguage }: PlainShellProps) => {
  const [path, navigate] = useLocation();
  const [main, setMain] = useState<HTMLElement | null>(null);
  const [areShortcutsShown, setShortcutsShown] = useState(false);
  const isStartPage = path === '/start';
  const openFile = useOpenFile(navigate);
  const handlers = useMemo(
    () => ({ startNew: () => navigate('/start'), openFile, shortcuts: () => setShortcutsShown(true) }) satisfies Partial<ActionHandlers>,
    [navigate, openFile],
  );
  useKeys(useMemo(() => actionBindings(handlers), [handlers]));
  useMenu(ACTIONS_WITHOUT_WORKSPACE, handlers);
  useHeading(main, {
    path: isStartPage ? path : '/',
    title: text(isStartPage ? 'place.startNew' : 'place.firstMinute'),
    isOfRecord: false,
    workspace: undefined,
  });

  return (
    <>
      <Frame
        mainRef={setMain}
        banner={banner}
        header={<PlainHeader />}
        rail={<Rail hasPlaces={false} current={undefined} counts={{}} foot={<VersionFoot version={state.version} />} />}
      >
        <PageBoundary key={path} version={state.version} page={isStartPage ? path : '/'}>
          <Suspense>
            {isStartPage ? (
              <StartPage />
            ) : (
              <FirstMinute
                recents={state.recents}
                notOpened={state.notOpened}
                onShortcuts={() => setShortcutsShown(true)}
                onLanguage={onLanguage}
              />
            )}
          </Suspense>
        </PageBoundary>
      </Frame>
      <ShortcutsDialog open={areShortcutsShown} groups={shortcutGroups()} onClose={() => setShortcutsShown(false)} />
    </>
  );
};
