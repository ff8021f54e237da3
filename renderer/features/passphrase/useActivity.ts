import { useEffect } from 'react';
import { useSendCommand } from '../../api/queries.ts';

/** Input is reported at most this often, ms: often against the shortest time of the automatic lock. */
const REPORT_MS = 20_000;

/** Reports that someone uses the page, while the workspace is one that locks itself. */
export const useActivity = (isEnabled: boolean): void => {
  const send = useSendCommand('workspace.noteActivity');
  useEffect(() => {
    if (!isEnabled) return;
    let reported = 0;
    const report = (): void => {
      if (Date.now() - reported < REPORT_MS) return;
      reported = Date.now();
      // a report that fails is followed by the next one
      send({}, { patienceMs: 0 }).catch(() => undefined);
    };
    const stopped = new AbortController();
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
      addEventListener(type, report, { capture: true, passive: true, signal: stopped.signal });
    return () => stopped.abort();
  }, [isEnabled, send]);
};
