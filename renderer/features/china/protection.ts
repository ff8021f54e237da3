import type { Protection } from '#shared/contract/china.ts';

/** Protection by fill, so that it survives paper: a floor solid, take-or-pay hatched, neither hollow. */
export const PROTECTION_FILL = { floor: 'solid', takeOrPay: 'hatched', none: 'hollow' } as const satisfies Record<Protection, string>;
