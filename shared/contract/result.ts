import type { RecordKind } from './changes.ts';
import type { ErrorCode, ErrorDetails } from './errors.ts';

/**
 * The answer of a call. `revision` counts the workspace's changes; `touched` lists the kinds of records that a command changed, absent if
 * unknown; `id` identifies the stack in the log.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly revision: number; readonly touched?: readonly RecordKind[] }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly details: ErrorDetails; readonly id: string } };

/** Why a workspace could not be opened. */
export type NotOpened = { readonly code: ErrorCode; readonly details: ErrorDetails };

/** A request to the core. A command carries a `requestId`; its retry carries the same one and is not run twice. */
export type Request = { readonly id: number; readonly call: string; readonly input: unknown; readonly requestId?: string };

/** Maximum number of characters of a request id. */
export const MAX_REQUEST_ID = 64;

/** Whether a value from a page is a valid request id. */
export const isRequestId = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_REQUEST_ID && /^[\w-]+$/.test(value);

/** An event of the core to all listeners. After a gap in `seq` they refetch everything. */
export type HostEvent =
  /** `touched`: the kinds of records that the change to this revision touched; absent if unknown. */
  | { readonly kind: 'changed'; readonly seq: number; readonly revision: number; readonly touched?: readonly RecordKind[] }
  /**
   * Another workspace or another moment of it is open; `isReopened`: the same one, after the core died. `endedJobs`: the ids of the jobs
   * that were cancelled because their workspace was closed.
   */
  | {
      readonly kind: 'workspace';
      readonly seq: number;
      readonly revision: number;
      readonly isReopened?: true;
      readonly endedJobs?: readonly string[];
    }
  | { readonly kind: 'job'; readonly seq: number; readonly revision: number }
  /** The state of sharing with a team changed. */
  | { readonly kind: 'team'; readonly seq: number; readonly revision: number }
  /** A new core replaced a dead one; `notOpened` if it could not open its workspace. */
  | {
      readonly kind: 'core';
      readonly seq: number;
      readonly revision: number;
      readonly state: 'restarted';
      readonly notOpened?: NotOpened;
    };
