import type { ErrorCode, ErrorDetails } from './errors.ts';

/** What comes back through the door. `revision` counts the workspace's changes; `id` finds the stack in the log. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly revision: number }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly details: ErrorDetails; readonly id: string } };

/** Why a workspace that should be open is not. */
export type NotOpened = { readonly code: ErrorCode; readonly details: ErrorDetails };

/** A request on its way from a page to the core. */
export type Request = { readonly id: number; readonly call: string; readonly input: unknown };

/** What the core tells everybody. Hints only: a gap in `seq` means refetch. */
export type HostEvent =
  | { readonly kind: 'changed'; readonly seq: number; readonly revision: number }
  | { readonly kind: 'workspace'; readonly seq: number; readonly revision: number }
  | { readonly kind: 'job'; readonly seq: number; readonly revision: number }
  /** Another core took over; `notOpened` when it could not open what the dead one held. */
  | {
      readonly kind: 'core';
      readonly seq: number;
      readonly revision: number;
      readonly state: 'restarted';
      readonly notOpened?: NotOpened;
    };
