import { useEffect } from 'react';
import { useSendCommand } from '../../api/queries.ts';

/** The shortest time between two reports of input, ms; short compared with the shortest time of the automatic lock. */
const REPORT_MS = 20_000;

/** Reports input to the core, so that a workspace in use is not locked automatically. */
export const useActivity = (isEnabled: boolean): void => {
  const send = useSendCommand('workspace.noteActivity');
  useEffect(() => {
    if (!isEnabled) return;
    let reportedAt = 0;
    const report = (): void => {
      if (Date.now() - reportedAt < REPORT_MS) return;
      reportedAt = Date.now();
      // a report that fails is followed by the next one
      send({}, { timeoutMs: 0 }).catch(() => undefined);
    };
    const controller = new AbortController();
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
      addEventListener(type, report, { capture: true, passive: true, signal: controller.signal });
    return () => controller.abort();
  }, [isEnabled, send]);
};
