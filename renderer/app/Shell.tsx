import { styled } from '@mui/material/styles';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import { matchRoute, Route, useLocation, useRouter, useSearch } from 'wouter';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import type { NoteSubject } from '#shared/contract/notes.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../api/queries.ts';
import { listShownAnswers } from '../api/shownAnswers.ts';
import { CommandPalette } from '../components/CommandPalette.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { useLaterTexts } from '../components/laterTexts.ts';
import { Page } from '../components/Page.tsx';
import { PageStepsProvider, type Steps } from '../components/pageSteps.ts';
import { ShortcutsDialog } from '../components/ShortcutsDialog.tsx';
import { ComponentSettingsProvider } from '../components/settings.tsx';
import { useCommand } from '../editing/commands/useCommand.ts';
import { GlossaryDialog, NewsDialog, TourStrip } from '../features/guides/index.ts';
import { NoteDialog, useNotes } from '../features/notes/index.ts';
import { useActivity } from '../features/passphrase/index.ts';
import { ConflictStrip } from '../features/team/index.ts';
import { MoveValuationDateDialog, ResetDialog } from '../features/workspace/index.ts';
import { createActionHandlers, listAvailableActions, undoStepsOf } from './actionHandlers.ts';
import { Frame } from './Frame.tsx';
import { createFigureActions } from './figureActions.ts';
import { Header } from './Header.tsx';
import { PageBoundary } from './PageBoundary.tsx';
import { paletteItems } from './paletteItems.ts';
import { PAGES, type PageRoute } from './places.ts';
import { Rail } from './Rail.tsx';
import { NewsPrompt, SampleNote, UserNamePrompt, VersionFoot } from './RailFoot.tsx';
import { actionBindings, shortcutGroups } from './shortcuts.ts';
import { UpdatingMark } from './UpdatingMark.tsx';
import { useHeading } from './useHeading.ts';
import { useKeys } from './useKeys.ts';
import { useMenu } from './useMenu.ts';
import { usePictures } from './usePictures.ts';
import { usePreload } from './usePreload.ts';
import { useScrollMemory } from './useScrollMemory.ts';
import { type Overlay, type ShellActions, useShellActions } from './useShellActions.ts';
import type { OpenWorkspace } from './useWorkspace.ts';

const MAX_HITS = 60;

/** The area of the frame between header and page, for several strips. */
const BannerArea = styled('div')({ gridArea: 'banner' });

const UnknownPage = ({ path }: { readonly path: string }) => (
  <Page title={text('fault.unknownTitle')}>
    <EmptyState what={text('fault.unknownBody', { path })} actions={[{ label: text('fault.overview'), route: '/' }]} />
  </Page>
);

/** Finds the page of an address; undefined if there is none. */
const usePageRoute = (path: string): PageRoute | undefined => {
  const { parser } = useRouter();
  return useMemo(() => PAGES.find((route) => matchRoute(parser, route.path, path)[0]), [parser, path]);
};

type PaletteProps = {
  readonly open: boolean;
  readonly state: OpenWorkspace;
  readonly available: readonly AvailableAction[];
  readonly actions: ShellActions;
  readonly onTerm: (name: string) => void;
  readonly onClose: () => void;
};

const Palette = ({ open, state, available, actions, onTerm, onClose }: PaletteProps) => {
  const hasAllTexts = useLaterTexts();
  const [query, setQuery] = useState('');
  const records = useCall('records.find', { text: query, limit: MAX_HITS }, { keepLast: true, enabled: open });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the terms are there when all texts are
  const items = useMemo(
    () => paletteItems(state, available, records.data?.hits ?? [], actions, onTerm),
    [state, available, records.data, actions, onTerm, hasAllTexts],
  );
  const isWaiting = records.isPending || records.isPlaceholderData;
  return <CommandPalette open={open} items={items} query={query} onQuery={setQuery} isWaiting={isWaiting} onClose={onClose} />;
};

export type ShellProps = {
  readonly state: OpenWorkspace;
  readonly banner: ReactNode;
};

/** The frame of all pages while a workspace is open. */
export const Shell = ({ state, banner }: ShellProps) => {
  const [path, navigate] = useLocation();
  const [main, setMain] = useState<HTMLElement | null>(null);
  const [overlay, setOverlay] = useState<Overlay>();
  const closeOverlay = useCallback(() => setOverlay(undefined), []);
  const route = usePageRoute(path);
  const shellActions = useShellActions(navigate, setOverlay);
  const [pageSteps, setPageSteps] = useState<Steps>();
  const steps = useMemo(() => pageSteps ?? undoStepsOf(state, shellActions), [pageSteps, state, shellActions]);
  const actions = useMemo(
    (): ShellActions =>
      pageSteps ? { ...shellActions, undo: () => pageSteps.undo?.run(), redo: () => pageSteps.redo?.run() } : shellActions,
    [shellActions, pageSteps],
  );
  const handlers = useMemo(() => createActionHandlers(actions), [actions]);
  useKeys(useMemo(() => actionBindings(handlers), [handlers]));
  const isPrintable = useSearch() !== '' && route?.path === '/summary';
  const canSavePdf = actions.savePdf !== undefined;
  const canReveal = actions.reveal !== undefined;
  const availableActions = useMemo(
    () => listAvailableActions(state, { steps, isPrintable, canSavePdf, canReveal }),
    [state, steps, isPrintable, canSavePdf, canReveal],
  );
  useMenu(availableActions, handlers);
  useHeading(main, {
    path,
    title: text(route?.title ?? 'place.unknown'),
    isOfRecord: route?.ofRecord ?? false,
    workspace: state.settings.name,
  });
  useScrollMemory(main, path);
  usePreload();
  useActivity(state.encrypted && state.autoLock > 0);
  const { settings, counts, version, userName, guides } = state;
  const { run: setGuides } = useCommand('workspace.setGuides', { isUndoable: false });
  const closeNews = (): void => {
    setOverlay(undefined);
    if (guides.seenVersion !== version) void setGuides({ seenVersion: version });
  };
  const tour =
    guides.isTourOpen && settings.sample ? (
      <Suspense>
        <TourStrip step={guides.tourStep ?? 0} />
      </Suspense>
    ) : undefined;
  const [openedTerm, setOpenedTerm] = useState('');
  const openTerm = useCallback((name: string) => {
    setOpenedTerm(name);
    setOverlay('glossary');
  }, []);
  const closeGlossary = (): void => {
    setOverlay(undefined);
    setOpenedTerm('');
  };
  const { data: sharing } = useCall('team.state', {}, { keepLast: true });
  const conflictStrip =
    sharing?.isShared && sharing.conflicts > 0 ? (
      <Suspense>
        <ConflictStrip path={path} />
      </Suspense>
    ) : undefined;
  const pictures = usePictures(state);
  const [noteTarget, setNoteTarget] = useState<{ readonly subject: NoteSubject; readonly about: string }>();
  const notes = useNotes(
    path,
    useCallback((subject, about) => setNoteTarget({ subject, about }), []),
  );
  const client = useQueryClient();
  const figureActions = useMemo(() => createFigureActions(settings.planId, () => listShownAnswers(client)), [settings.planId, client]);

  return (
    <>
      <Frame
        mainRef={setMain}
        mark={<UpdatingMark />}
        banner={
          tour || conflictStrip ? (
            <BannerArea>
              {banner}
              {conflictStrip}
              {tour}
            </BannerArea>
          ) : (
            banner
          )
        }
        header={<Header state={state} steps={steps} actions={actions} />}
        rail={
          <Rail
            hasPlaces
            current={route?.place}
            counts={counts}
            foot={
              <>
                {/* asked after the first change, which is when a name says something */}
                {userName === undefined && state.undo ? <UserNamePrompt /> : undefined}
                {guides.seenVersion === undefined || guides.seenVersion === version ? undefined : (
                  <NewsPrompt onOpen={actions.news} onDismiss={() => void setGuides({ seenVersion: version })} />
                )}
                {settings.sample ? <SampleNote actions={actions} /> : <VersionFoot version={version} />}
              </>
            }
          />
        }
      >
        <PageBoundary key={path} version={version} page={route?.path ?? text('place.unknown')}>
          {route ? (
            <ComponentSettingsProvider pictures={pictures} figureActions={figureActions} notes={notes}>
              <PageStepsProvider value={setPageSteps}>
                <Suspense>
                  <Route path={route.path}>
                    <route.Page />
                  </Route>
                </Suspense>
              </PageStepsProvider>
            </ComponentSettingsProvider>
          ) : (
            <UnknownPage path={path} />
          )}
        </PageBoundary>
      </Frame>
      <Palette
        open={overlay === 'palette'}
        state={state}
        available={availableActions}
        actions={actions}
        onTerm={openTerm}
        onClose={closeOverlay}
      />
      <ShortcutsDialog open={overlay === 'shortcuts'} groups={shortcutGroups()} onClose={closeOverlay} />
      <MoveValuationDateDialog settings={settings} open={overlay === 'valuationDate'} onClose={closeOverlay} />
      {noteTarget ? (
        <Suspense>
          <NoteDialog {...noteTarget} onClose={() => setNoteTarget(undefined)} />
        </Suspense>
      ) : undefined}
      {overlay === 'glossary' ? (
        <Suspense>
          <GlossaryDialog search={openedTerm} onClose={closeGlossary} />
        </Suspense>
      ) : undefined}
      {overlay === 'news' ? (
        <Suspense>
          <NewsDialog version={version} onClose={closeNews} />
        </Suspense>
      ) : undefined}
      <ResetDialog open={overlay === 'reset'} onClose={closeOverlay} />
    </>
  );
};
