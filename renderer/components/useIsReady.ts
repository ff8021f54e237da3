import { useDeferredValue } from 'react';

/**
 * Whether a page shows its data: not in the rendering in which they first arrive, but in a deferred one, which React does in parts of 5 ms.
 * The page waits as before meanwhile, and keys are answered.
 */
export const useIsReady = (hasData: boolean): boolean => useDeferredValue(hasData) && hasData;
