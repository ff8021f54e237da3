import type { PathBlocks, PathPresentValues, PathReplay, PathTable, PathTableShape, SimulationRequest, SimulationResult } from '#engine';

/** What a thread of the pool is asked for; a request goes to it once and is meant by its number from then on. */
export type ToSimulation =
  | { readonly kind: 'request'; readonly request: number; readonly value: SimulationRequest }
  | { readonly kind: 'forget'; readonly request: number }
  | {
      readonly kind: 'task';
      readonly id: number;
      readonly request: number;
      readonly task: SimulationTask;
      /** 1 once the task is to stop; looked at between blocks. */
      readonly flag: Int32Array<SharedArrayBuffer>;
    };

export type SimulationTask =
  | { readonly kind: 'centre'; readonly from: number; readonly to: number }
  | { readonly kind: 'shape' }
  /** Keeps its paths in a room that all threads share. */
  | { readonly kind: 'paths'; readonly from: number; readonly to: number; readonly room: PathTable }
  | { readonly kind: 'values'; readonly from: number; readonly to: number }
  | { readonly kind: 'merge'; readonly parts: readonly PathBlocks[] }
  | { readonly kind: 'revenue'; readonly paths: Int32Array }
  | { readonly kind: 'open'; readonly path: number };

/** What a task answers, by its kind. */
export type SimulationAnswer = {
  readonly centre: readonly Float64Array[];
  readonly shape: PathTableShape;
  readonly paths: PathBlocks;
  readonly values: PathPresentValues;
  readonly merge: SimulationResult;
  readonly revenue: Float64Array;
  readonly open: PathReplay;
};

export type FromSimulation =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: SimulationAnswer[keyof SimulationAnswer] }
  | { readonly kind: 'refused'; readonly id: number; readonly code: string; readonly details: Readonly<Record<string, unknown>> }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

/** The memory that the sums of blocks go to another thread with: handed over, not copied. */
export const memoryOf = (parts: readonly PathBlocks[]): ArrayBuffer[] =>
  parts.flatMap(({ blocks }) =>
    blocks.flatMap(({ revenue, contracts, products, priceSums }) =>
      [revenue.mean, revenue.squares, contracts, products, priceSums].map(({ buffer }) => buffer as ArrayBuffer),
    ),
  );
