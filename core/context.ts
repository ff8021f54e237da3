import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { ArtefactPort, IntakePort } from './files/fileStores.ts';
import type { Jobs } from './jobs/jobRunner.ts';
import type { RevealPort } from './protocol.ts';
import type { WorkspaceSession } from './session/session.ts';
import type { Allocator } from './workers/allocationThread.ts';
import type { Documents } from './workers/documentThread.ts';
import type { Simulations } from './workers/simulationThreads.ts';
import type { Tables } from './workers/tableThread.ts';

/** What every use case gets: the open workspace, a clock, an id maker, and the files that come and go. No other way out exists. */
export type ServiceContext = {
  readonly workspace: WorkspaceSession;
  /** The time now; the only clock of the core. */
  readonly clock: () => Date;
  /** A fresh UUIDv7. */
  readonly newId: () => string;
  readonly intake: IntakePort;
  readonly artefacts: ArtefactPort;
  /** Table files: workbooks, CSV. */
  readonly tables: Tables;
  /** Type set: pages, PDF, Word. */
  readonly documents: Documents;
  /** Best tonnes by deal. */
  readonly allocator: Allocator;
  /** The threads that simulate. */
  readonly simulations: Simulations;
  /** What goes on after its command was answered. */
  readonly jobs: Jobs;
  readonly capabilities: Capabilities;
  readonly reveal: RevealPort;
};

/** One use case: parsed input in, output of the contract out; it throws `OrebookError`. */
export type Handler<K extends CallName> = (input: ParsedInput<K>, ctx: ServiceContext) => Output<K> | Promise<Output<K>>;

/** Every use case, by call name. */
export type Handlers = { readonly [K in CallName]: Handler<K> };

/** The use cases of some domains: `export const buyersHandlers: HandlersOf<'buyers' | 'buyerGroups'> = { ... }`. */
export type HandlersOf<D extends string> = { readonly [K in Extract<CallName, `${D}.${string}`>]: Handler<K> };

/**
 * Keeps what `make` made for as long as the workspace stays at one revision. A failed `make` is not kept.
 */
export const perRevision = <T>(make: (ctx: ServiceContext) => Promise<T>): ((ctx: ServiceContext) => Promise<T>) => {
  const kept = new WeakMap<WorkspaceSession, { readonly stamp: string; readonly value: Promise<T> }>();
  return (ctx) => {
    const stamp = ctx.workspace.stamp();
    const held = kept.get(ctx.workspace);
    if (held?.stamp === stamp) return held.value;
    const value = make(ctx);
    const entry = { stamp, value };
    kept.set(ctx.workspace, entry);
    value.catch(() => {
      if (kept.get(ctx.workspace) === entry) kept.delete(ctx.workspace);
    });
    return value;
  };
};
