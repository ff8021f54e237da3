import type { z } from 'zod';

/** A call of the contract: `query` reads, `command` changes. Types are inferred from the schemas. */
export type Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly kind: 'query' | 'command';
  readonly input: I;
  readonly output: O;
  /** The dispatcher takes no lock: the call runs also during a change. A handler that reads the workspace takes the lock itself. */
  readonly withoutLock?: true;
  /** The dispatcher lets other queries finish first: a page shows their answers before this one. */
  readonly isBackground?: true;
};

export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({ kind: 'query', input, output });

export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> => ({ kind: 'command', input, output });

export const withoutLock = <C extends Call>(call: C): C & { readonly withoutLock: true } => ({ ...call, withoutLock: true });

/** Its handler must not wait for a resource that another query holds or waits for, such as a thread. */
export const background = <C extends Call>(call: C): C & { readonly isBackground: true } => ({ ...call, isBackground: true });
