import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  replaceEqualDeep,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { dependsOn, type RecordKind } from '#shared/contract/changes.ts';
import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CALLS, CallName } from '#shared/contract/names.ts';
import type { HostEvent } from '#shared/contract/result.ts';
import { monthOfDate, type Year, yearOf } from '#shared/domain/time.ts';
import { callAllPages } from './allPages.ts';
import { call } from './client.ts';
import { setCoreLost } from './connection.ts';
import { createLatestRunner } from './requestOrder.ts';
import { type CommandName, type SendOptions, sendCommand } from './sendCommand.ts';
import { recordDraftAnswer } from './shownAnswers.ts';

export type QueryName = { [K in CallName]: (typeof CALLS)[K] extends 'query' ? K : never }[CallName];

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: OrebookError;
  }
}

const MAX_RETRIES = 2;

/** Creates the query client. Answers stay fresh until `followRevision` invalidates them. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (failures, error) => error instanceof OrebookError && error.code === 'UNAVAILABLE' && failures < MAX_RETRIES,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });

/** The revision and the number of the last event that this page has seen. */
const lastEvents = new WeakMap<QueryClient, { revision: number | undefined; seq: number | undefined }>();
const lastEventsOf = (client: QueryClient) => {
  const lastEvent = lastEvents.get(client) ?? { revision: undefined, seq: undefined };
  lastEvents.set(client, lastEvent);
  return lastEvent;
};

/**
 * Invalidates queries when the workspace has a revision that this page has not seen: after one change those that depend on the kinds of
 * records it touched, after several all of them.
 */
const followRevision = (client: QueryClient, revision: number, touchedKinds?: readonly RecordKind[]): void => {
  const lastEvent = lastEventsOf(client);
  if (lastEvent.revision === revision) return;
  const previous = lastEvent.revision;
  lastEvent.revision = revision;
  if (previous === undefined) return;
  const kinds = revision === previous + 1 ? touchedKinds : undefined;
  void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => dependsOn(String(name), kinds) });
};

let openedCount = 0;
const openingListeners = new Set<() => void>();

/** The number of workspaces, and past moments of them, that this page has opened. */
export const countWorkspaces = (): number => openedCount;

/** Returns `countWorkspaces` and rerenders when it changes: data read from one workspace must not be shown in the next. */
export const useWorkspaceCount = (): number =>
  useSyncExternalStore((listener) => {
    openingListeners.add(listener);
    return () => openingListeners.delete(listener);
  }, countWorkspaces);

/** Invalidates what an event of the host makes outdated: another revision, a gap in the event numbers, another workspace, a new core. */
export const applyHostEvent = (client: QueryClient, event: HostEvent): void => {
  const lastEvent = lastEventsOf(client);
  const hasGap = lastEvent.seq !== undefined && event.seq !== lastEvent.seq && event.seq !== lastEvent.seq + 1;
  lastEvent.seq = event.seq;
  if (event.kind === 'core') setCoreLost(false);
  if (event.kind === 'workspace' && event.isReopened) {
    // forms stay open with what is typed in them
    lastEvent.revision = event.revision;
    void client.invalidateQueries();
  } else if (event.kind === 'workspace') {
    lastEvent.revision = event.revision;
    openedCount += 1;
    for (const listener of [...openingListeners]) listener();
    void client.resetQueries();
  } else if (event.kind === 'job' && !hasGap) {
    void client.invalidateQueries({ queryKey: ['jobs.get'] });
    void client.invalidateQueries({ queryKey: ['jobs.running'] });
  } else if (event.kind === 'team' && !hasGap) {
    for (const name of ['team.state', 'team.passwordMemory']) void client.invalidateQueries({ queryKey: [name] });
  } else if (event.kind === 'core' || hasGap) {
    lastEvent.revision = event.revision;
    void client.invalidateQueries();
  } else followRevision(client, event.revision, event.kind === 'changed' ? event.touched : undefined);
};

/** Returns key and function of a query, for `useQuery`, prefetching and the cache. */
export const queryFor = <K extends QueryName>(name: K, input: Input<K>) =>
  queryOptions<Output<K>, OrebookError>({
    queryKey: [name, input],
    queryFn: async ({ signal, client, queryKey }) => {
      const lastEvent = lastEventsOf(client);
      const { seq, revision } = lastEvent;
      const answer = await callAllPages(name, input, { signal }).catch((error: unknown) => {
        // a record that was missing may exist after a change that came meanwhile
        if (lastEvent.revision === revision || (error instanceof OrebookError && error.code === 'UNAVAILABLE')) throw error;
        return callAllPages(name, input, { signal });
      });
      lastEvent.revision ??= answer.revision;
      // a query can't be invalidated before its first answer: if a job event arrived meanwhile, it is refetched afterwards
      if (name.startsWith('jobs.') && lastEvent.seq !== seq) setTimeout(() => void client.invalidateQueries({ queryKey }));
      // the answer is older than a change that this page knows of: refetch
      return answer.revision < lastEvent.revision ? (await callAllPages(name, input, { signal })).value : answer.value;
    },
  });

export type UseCallOptions = {
  /** Returns the answer to the last input until the new one arrives. */
  readonly keepLast?: boolean;
  readonly enabled?: boolean;
};

/** Runs a query of the contract and refetches it after changes of the workspace. */
export const useCall = <K extends QueryName>(
  name: K,
  input: Input<K>,
  { keepLast = false, enabled = true }: UseCallOptions = {},
): UseQueryResult<Output<K>, OrebookError> =>
  useQuery({ ...queryFor(name, input), enabled, ...(keepLast ? { placeholderData: keepPreviousData } : {}) });

/** Returns a function that refetches a query with all its inputs, for an answer that depends on the result of a job. */
export const useRefetch = (name: QueryName): (() => void) => {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: [name] }), [client, name]);
};

/** Returns a mutation for a command of the contract. Its changes invalidate the queries that depend on them. */
export const useCommandMutation = <K extends CommandName>(name: K): UseMutationResult<Output<K>, OrebookError, Input<K>> => {
  const client = useQueryClient();
  return useMutation<Output<K>, OrebookError, Input<K>>({
    mutationKey: [name],
    mutationFn: async (input) => {
      const { value, revision, touched } = await sendCommand(name, input);
      followRevision(client, revision, touched);
      return value;
    },
  });
};

/** Returns a function that sends a command as `sendCommand` does and invalidates queries. For callers that retry by themselves. */
export const useSendCommand = <K extends CommandName>(name: K): ((input: Input<K>, options?: SendOptions) => Promise<Output<K>>) => {
  const client = useQueryClient();
  return useCallback(
    async (input, options) => {
      const { value, revision, touched } = await sendCommand(name, input, options);
      followRevision(client, revision, touched);
      return value;
    },
    [client, name],
  );
};

export type WhatIf<O> = {
  /** The last answer. Parts that did not change are the same objects, so that only changed parts rerender. */
  readonly value: O | undefined;
  readonly error: OrebookError | undefined;
  readonly retry: () => void;
};

/**
 * Evaluates a draft while it is typed: one request runs, and only the latest of the others follows. `undefined` keeps the last answer. The
 * request is repeated when `revision` changes.
 */
export const useWhatIf = <K extends QueryName>(name: K, input: Input<K> | undefined, revision: number): WhatIf<Output<K>> => {
  const [state, setState] = useState<Omit<WhatIf<Output<K>>, 'retry'>>({ value: undefined, error: undefined });
  const runner = useRef<ReturnType<typeof createLatestRunner<Input<K>, Output<K>>>>(undefined);
  const inputText = input === undefined ? undefined : JSON.stringify(input);

  useEffect(() => {
    const owner = {};
    const latestRunner = createLatestRunner<Input<K>, Output<K>>({
      run: (draft) => call(name, draft),
      onAnswer: (value, draft) => {
        recordDraftAnswer(owner, { name, input: draft as object, value: value as unknown });
        setState((last) => ({ value: replaceEqualDeep(last.value, value), error: undefined }));
      },
      onError: (error) =>
        setState((last) => ({
          ...last,
          error: error instanceof OrebookError ? error : new OrebookError('INTERNAL', {}, { cause: error }),
        })),
      onPending: () => undefined,
    });
    runner.current = latestRunner;
    return () => {
      latestRunner.stop();
      recordDraftAnswer(owner, undefined);
    };
  }, [name]);

  const ask = (): void => {
    if (input !== undefined) runner.current?.ask(input);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: inputText stands for the input; a new revision repeats the request
  useEffect(ask, [name, inputText, revision]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: inputText stands for the input
  const retry = useCallback(() => {
    setState((last) => ({ ...last, error: undefined }));
    ask();
  }, [inputText]);

  return useMemo(() => ({ ...state, retry }), [state, retry]);
};

/** Returns the calendar years from the valuation date to the horizon; none while no workspace is open. */
export const usePlannedYears = (): readonly Year[] => {
  const state = useCall('workspace.state', {});
  const settings = state.data?.open ? state.data.settings : undefined;
  const first = settings ? yearOf(monthOfDate(settings.valuationDate)) : 0;
  const last = settings?.horizonYear ?? -1;
  return useMemo(() => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i), [first, last]);
};
