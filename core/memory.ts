import { OrebookError } from '#shared/contract/errors.ts';

const BYTES_PER_GB = 1e9;
/** Share of the available memory that one piece of work may take; the rest is for the pages, other work and garbage. */
const USABLE_SHARE = 0.8;
/** The memory that a process can still take, bytes: of the computer, or of the container in which it runs. */
export type AvailableMemory = () => number;

export const availableMemory: AvailableMemory = () => process.availableMemory();

/** Throws NOT_ENOUGH_MEMORY where work needs more than the computer can give, before it begins. */
export const requireMemory = (bytes: number, memory: AvailableMemory = availableMemory): void => {
  const usableBytes = memory() * USABLE_SHARE;
  if (bytes <= usableBytes) return;
  const inGB = (amount: number): string => (amount / BYTES_PER_GB).toFixed(1);
  throw new OrebookError('NOT_ENOUGH_MEMORY', { needed: inGB(bytes), available: inGB(usableBytes) });
};

/** How engines report that memory ran out: V8 of a thread, buffers and texts, and WebAssembly. */
const OUT_OF_MEMORY = /OUT_OF_MEMORY|out of memory|\bOOM\b|allocation failed|Invalid (string|array) length/i;

/** Returns OUT_OF_MEMORY for an error of a thread that ran out of memory, else the error. */
export const toMemoryError = (error: Error): Error =>
  !(error instanceof OrebookError) && OUT_OF_MEMORY.test(`${(error as { code?: string }).code ?? ''} ${error.message}`)
    ? new OrebookError('OUT_OF_MEMORY')
    : error;
