/** What flattening contracts and products collects. */
export type Collector = {
  readonly slotOf: (reference: string) => number;
  readonly needAverage: (slot: number, length: number) => void;
  readonly splitOf: (split: readonly { readonly zone: string; readonly weight: number }[]) => number;
};
