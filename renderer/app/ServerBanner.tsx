import { styled } from '@mui/material/styles';
import { type ReactNode, useEffect, useRef } from 'react';
import { text } from '#shared/messages/text.ts';
import { useConnection, useHostConnection } from '../api/connection.ts';
import { ErrorNote } from '../components/ErrorNote.tsx';
import { useToast } from '../components/Toast.tsx';

const Strip = styled('div')({ gridArea: 'banner', '& > div': { margin: 0, borderRadius: 0 } });

/** Shows that the app does not answer, was restarted, or does not accept this browser, and what to do. */
export const ServerBanner = ({ onRetry, children }: { readonly onRetry: () => void; readonly children?: ReactNode }) => {
  const connection = useConnection();
  const hostConnection = useHostConnection();
  const toast = useToast();
  const previous = useRef(hostConnection);

  // the restart of a core has a notice of its own
  useEffect(() => {
    if (previous.current === 'lost' && hostConnection === 'live') toast({ text: text('toast.back') });
    previous.current = hostConnection;
  }, [hostConnection, toast]);

  if (connection === 'live' && !children) return undefined;
  const reload = { label: text('action.reload'), onAction: () => window.location.reload() };
  return (
    <Strip>
      {connection === 'lost' ? (
        <ErrorNote state="near" text={text('server.lost')} action={{ label: text('server.retry'), onAction: onRetry }} />
      ) : undefined}
      {connection === 'restarted' ? <ErrorNote state="near" text={text('server.restarted')} action={reload} /> : undefined}
      {connection === 'unauthenticated' ? <ErrorNote text={text('server.unauthenticated')} action={reload} /> : undefined}
      {children}
    </Strip>
  );
};
