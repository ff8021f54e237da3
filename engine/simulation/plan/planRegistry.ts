/** What flattening contracts and products collects. */
export type PlanRegistry = {
  readonly slotIndex: (reference: string) => number;
  readonly requireAverage: (slot: number, length: number) => void;
  readonly splitIndex: (split: readonly { readonly zone: string; readonly weight: number }[]) => number;
};
