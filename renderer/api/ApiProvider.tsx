import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { HostEvent } from '#shared/contract/result.ts';
import { call } from './client.ts';
import { onReconnect } from './events.ts';
import { host } from './host.ts';
import { publishAction, publishEndedJobs, publishNotice, publishRestart } from './hostNotifications.ts';
import { applyHostEvent, createQueryClient } from './queries.ts';

/** Provides the query client, which follows changes of the workspace, of other tabs and of the connection to the host. */
export const ApiProvider = ({ children }: { readonly children: ReactNode }) => {
  const [client] = useState(createQueryClient);
  useEffect(() => {
    const refetchAll = () => void client.invalidateQueries();
    const stopReconnect = onReconnect(refetchAll);
    const handleEvent = (event: HostEvent): void => {
      applyHostEvent(client, event);
      if (event.kind === 'core') publishRestart(event);
      // not as a query, which ends with the page that shows the job
      if (event.kind === 'workspace' && event.endedJobs)
        void Promise.all(event.endedJobs.map((id) => call('jobs.get', { id }))).then(
          publishEndedJobs,
          // a core that died meanwhile has no jobs, and its restart is a message of its own
          () => undefined,
        );
    };
    const stopEvents = host.connect({ event: handleEvent, action: publishAction, notice: publishNotice });
    return () => {
      stopReconnect();
      stopEvents();
    };
  }, [client]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
};
