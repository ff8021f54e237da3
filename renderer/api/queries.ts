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
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { dependsOn, type RecordKind } from '#shared/contract/changes.ts';
import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { CALLS, CallName } from '#shared/contract/names.ts';
import type { HostEvent } from '#shared/contract/result.ts';
import { call, callAt } from './client.ts';
import { setCoreLost } from './connection.ts';
import { createLatestRunner } from './requestOrder.ts';
import { type CommandName, type SendOptions, sendCommand } from './sendCommand.ts';

export type QueryName = { [K in CallName]: (typeof CALLS)[K] extends 'query' ? K : never }[CallName];

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: OrebookError;
  }
}

const QUICK_TRIES = 2;

/** Answers stay fresh until the workspace's revision moves: `followRevision` says when. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (failures, error) => error instanceof OrebookError && error.code === 'UNAVAILABLE' && failures < QUICK_TRIES,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });

/** The revision and the number of the last event that this page has seen. */
const seen = new WeakMap<QueryClient, { revision: number | undefined; seq: number | undefined }>();
const seenBy = (client: QueryClient) => {
  const known = seen.get(client) ?? { revision: undefined, seq: undefined };
  seen.set(client, known);
  return known;
};

/**
 * Makes stale what a change touched when the workspace moved to a revision that this page has not seen: after one change, the queries that
 * depend on the kinds of records it touched; after several, everything.
 */
const followRevision = (client: QueryClient, revision: number, touched?: readonly RecordKind[]): void => {
  const known = seenBy(client);
  if (known.revision === revision) return;
  const before = known.revision;
  known.revision = revision;
  if (before === undefined) return;
  const kinds = revision === before + 1 ? touched : undefined;
  void client.invalidateQueries({ predicate: ({ queryKey: [name] }) => dependsOn(String(name), kinds) });
};

let openings = 0;
const openingListeners = new Set<() => void>();

/** Counts the workspaces, and moments of them, that this page has shown: what a page read from one of them is not of the next. */
export const useWorkspaceCount = (): number =>
  useSyncExternalStore(
    (listener) => {
      openingListeners.add(listener);
      return () => openingListeners.delete(listener);
    },
    () => openings,
  );

/** Takes a hint of the host: another revision, a gap in the numbers, another workspace, a new core. */
export const applyHostEvent = (client: QueryClient, event: HostEvent): void => {
  const known = seenBy(client);
  const gap = known.seq !== undefined && event.seq !== known.seq && event.seq !== known.seq + 1;
  known.seq = event.seq;
  if (event.kind === 'core') setCoreLost(false);
  if (event.kind === 'workspace' && event.isReopened) {
    // forms stay open with what is typed in them
    known.revision = event.revision;
    void client.invalidateQueries();
  } else if (event.kind === 'workspace') {
    known.revision = event.revision;
    openings += 1;
    for (const listener of [...openingListeners]) listener();
    void client.resetQueries();
  } else if (event.kind === 'job' && !gap) {
    void client.invalidateQueries({ queryKey: ['jobs.get'] });
    void client.invalidateQueries({ queryKey: ['jobs.running'] });
  } else if (event.kind === 'core' || gap) {
    known.revision = event.revision;
    void client.invalidateQueries();
  } else followRevision(client, event.revision, event.kind === 'changed' ? event.touched : undefined);
};

/** The key and function of a query, for `useQuery`, prefetching and reading the cache alike. */
export const queryFor = <K extends QueryName>(name: K, input: Input<K>) =>
  queryOptions<Output<K>, OrebookError>({
    queryKey: [name, input],
    queryFn: async ({ signal, client, queryKey }) => {
      const known = seenBy(client);
      const { seq } = known;
      const answer = await callAt(name, input, { signal });
      known.revision ??= answer.revision;
      // a first answer can't be made stale while it is under way: what was told of the job meanwhile is asked for once it is there
      if (name.startsWith('jobs.') && known.seq !== seq) setTimeout(() => void client.invalidateQueries({ queryKey }));
      // a change that this page has heard of overtook the answer: ask again
      return answer.revision < known.revision ? call(name, input, { signal }) : answer.value;
    },
  });

export type UseCallOptions = {
  /** Shows the answer to the last input until the new one is there. */
  readonly keepLast?: boolean;
  readonly enabled?: boolean;
};

/** The answer to a query of the contract; it follows the workspace by itself. */
export const useCall = <K extends QueryName>(
  name: K,
  input: Input<K>,
  { keepLast = false, enabled = true }: UseCallOptions = {},
): UseQueryResult<Output<K>, OrebookError> =>
  useQuery({ ...queryFor(name, input), enabled, ...(keepLast ? { placeholderData: keepPreviousData } : {}) });

/** A command of the contract: `mutate(input)`. When it changed the workspace, everything shown follows. */
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

/** Sends a command as `sendCommand` does; everything shown follows the workspace. For callers that retry by themselves. */
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
  /** The last answer; it stays while a newer one is under way. A part that is as it was is the same object, so that only what changed is drawn. */
  readonly value: O | undefined;
  readonly error: OrebookError | undefined;
};

/**
 * What the draft `input` would do, at the speed of typing: one question in flight, one waiting, the latest wins. `undefined` asks nothing
 * and keeps the last answer. Asked again when `revision` differs.
 */
export const useWhatIf = <K extends QueryName>(name: K, input: Input<K> | undefined, revision: number): WhatIf<Output<K>> => {
  const [state, setState] = useState<WhatIf<Output<K>>>({ value: undefined, error: undefined });
  const asker = useRef<ReturnType<typeof createLatestRunner<Input<K>, Output<K>>>>(undefined);
  const asked = input === undefined ? undefined : JSON.stringify(input);

  useEffect(() => {
    const latest = createLatestRunner<Input<K>, Output<K>>({
      run: (draft) => call(name, draft),
      onAnswer: (value) => setState((was) => ({ value: replaceEqualDeep(was.value, value), error: undefined })),
      onError: (error) =>
        setState((was) => ({ ...was, error: error instanceof OrebookError ? error : new OrebookError('INTERNAL', {}, { cause: error }) })),
      onPending: () => undefined,
    });
    asker.current = latest;
    return latest.stop;
  }, [name]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the draft; a new revision asks the same again
  useEffect(() => {
    if (input !== undefined) asker.current?.ask(input);
  }, [name, asked, revision]);

  return state;
};
