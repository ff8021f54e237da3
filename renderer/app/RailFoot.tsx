import { styled } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { text } from '#shared/messages/text.ts';
import { MenuButton } from '../components/MenuButton.tsx';
import { OriginMark } from '../components/OriginMark.tsx';
import { RouteLink } from '../components/RouteLink.tsx';
import { useComponentSettings } from '../components/settings.tsx';
import { useCommand } from '../editing/commands/useCommand.ts';
import type { ShellActions } from './useShellActions.ts';
import { COLLAPSED_RAIL_QUERY } from './widths.ts';

const Links = styled('div')(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 12,
  '& > *': { display: 'inline-flex', alignItems: 'center', minHeight: 24 },
  '& > a, & > button': {
    padding: 0,
    border: 0,
    background: 'none',
    color: theme.vars.palette.ore.link,
    fontWeight: 560,
    textDecoration: 'none',
    cursor: 'pointer',
    '&:hover': { textDecoration: 'underline', textUnderlineOffset: 3 },
  },
}));

const Prompt = styled('div')({ marginBottom: 10 });

/** Asks for the user's name, which is stored with later changes. Shown until the user enters or declines a name. */
export const UserNamePrompt = () => {
  const isCollapsed = useMediaQuery(COLLAPSED_RAIL_QUERY, { noSsr: true });
  const decline = useCommand('workspace.setUserName', { isUndoable: false });
  if (isCollapsed) return undefined;
  return (
    <Prompt>
      <div>{text('rail.userNamePrompt')}</div>
      <Links>
        <RouteLink route="/settings?field=userName">{text('rail.enterUserName')}</RouteLink>
        <button type="button" disabled={decline.isPending} onClick={() => void decline.run({ name: '' })}>
          {text('rail.declineUserName')}
        </button>
      </Links>
    </Prompt>
  );
};

/** Offers the news of a version until they were opened or dismissed. */
export const NewsPrompt = ({ onOpen, onDismiss }: { readonly onOpen: () => void; readonly onDismiss: () => void }) => {
  const isCollapsed = useMediaQuery(COLLAPSED_RAIL_QUERY, { noSsr: true });
  if (isCollapsed) return undefined;
  return (
    <Links>
      <button type="button" onClick={onOpen}>
        {text('guides.news')}
      </button>
      <button type="button" onClick={onDismiss}>
        {text('guides.dismissNews')}
      </button>
    </Links>
  );
};

/** The note that the sample mine is open, with the actions to leave or reset it. */
export const SampleNote = ({ actions }: { readonly actions: ShellActions }) => {
  const { isReadOnly } = useComponentSettings();
  const isCollapsed = useMediaQuery(COLLAPSED_RAIL_QUERY, { noSsr: true });
  if (isCollapsed) {
    return (
      <MenuButton
        as="icon"
        label={text('rail.sample')}
        entries={[
          { key: 'start', label: text('rail.startOwn'), onPick: () => actions.go('/start') },
          { key: 'tour', label: text('guides.tour'), onPick: actions.tour },
          { key: 'reset', isEdit: true, label: text('palette.reset'), onPick: actions.reset },
        ]}
      />
    );
  }
  return (
    <>
      <div>
        {text('rail.sample')}
        <OriginMark origin="sample" />
      </div>
      <Links>
        <RouteLink route="/start">{text('rail.startOwn')}</RouteLink>
        <button type="button" onClick={actions.tour}>
          {text('guides.tour')}
        </button>
        {isReadOnly ? undefined : (
          <button type="button" onClick={actions.reset}>
            {text('rail.reset')}
          </button>
        )}
      </Links>
    </>
  );
};

/** The version, shown unless the sample mine is open. */
export const VersionFoot = ({ version }: { readonly version: string }) => {
  const isCollapsed = useMediaQuery(COLLAPSED_RAIL_QUERY, { noSsr: true });
  if (isCollapsed) return undefined;
  return (
    <>
      <div>{text('app.version', { version })}</div>
      <div>{text('app.offline')}</div>
    </>
  );
};
