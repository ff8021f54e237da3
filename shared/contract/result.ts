import type { RecordKind } from './changes.ts';
import type { ErrorCode, ErrorDetails } from './errors.ts';

/**
 * What a call answers. `revision` counts the workspace's changes; `touched` names the kinds of records that the change of a command
 * touched, absent where that is not known; `id` finds the stack in the log.
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly revision: number; readonly touched?: readonly RecordKind[] }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly details: ErrorDetails; readonly id: string } };

/** Why a workspace that should be open is not. */
export type NotOpened = { readonly code: ErrorCode; readonly details: ErrorDetails };

/** A request to the core. A command carries a `requestId`; its retry carries the same one and is not run twice. */
export type Request = { readonly id: number; readonly call: string; readonly input: unknown; readonly requestId?: string };

/** Characters of a request id at most. */
export const MAX_REQUEST_ID = 64;

/** Whether a text that came from a page can be a request id. */
export const isRequestId = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_REQUEST_ID && /^[\w-]+$/.test(value);

/** What the core tells everybody. Hints only: a gap in `seq` means refetch. */
export type HostEvent =
  /** `touched`: the kinds of records that the change to this revision touched; absent where that is not known. */
  | { readonly kind: 'changed'; readonly seq: number; readonly revision: number; readonly touched?: readonly RecordKind[] }
  /** Another workspace is open, or another moment of it is shown; `isReopened`: the same one, after a core died. */
  | { readonly kind: 'workspace'; readonly seq: number; readonly revision: number; readonly isReopened?: true }
  | { readonly kind: 'job'; readonly seq: number; readonly revision: number }
  /** Another core took over; `notOpened` when it could not open what the dead one held. */
  | {
      readonly kind: 'core';
      readonly seq: number;
      readonly revision: number;
      readonly state: 'restarted';
      readonly notOpened?: NotOpened;
    };
