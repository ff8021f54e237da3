import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { HostEvent } from '#shared/contract/result.ts';
import { onReturn } from './events.ts';
import { host } from './host.ts';
import { publishAction, publishNotice, publishRestart } from './hostNotifications.ts';
import { applyHostEvent, createQueryClient } from './queries.ts';

/** Gives the pages below it the app's answers, and keeps them in step with the workspace, other tabs, and a host that comes and goes. */
export const ApiProvider = ({ children }: { readonly children: ReactNode }) => {
  const [client] = useState(createQueryClient);
  useEffect(() => {
    const askAgain = () => void client.invalidateQueries();
    const stopReturn = onReturn(askAgain);
    const hear = (event: HostEvent): void => {
      applyHostEvent(client, event);
      if (event.kind === 'core') publishRestart(event);
    };
    const stopEvents = host.connect({ event: hear, action: publishAction, notice: publishNotice });
    return () => {
      stopReturn();
      stopEvents();
    };
  }, [client]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
};
