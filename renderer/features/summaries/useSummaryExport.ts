import { useCallback, useEffect, useRef } from 'react';
import type { Job } from '#shared/contract/jobs.ts';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { call } from '../../api/client.ts';
import { host } from '../../api/host.ts';
import { type JobEnd, useJob } from '../../api/useJob.ts';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useSaveDocument } from '../../editing/commands/useDocument.ts';

export type SummaryExport = {
  readonly write: (request: SummaryRequest & { readonly format: SummaryFormat }) => void;
  readonly busy: boolean;
  /** The document that is being written. */
  readonly job: Job | undefined;
};

const stop = (id: string): void => void call('jobs.cancel', { id }).catch(() => undefined);

/** Writes a summary and gives it to the person, who may stop it meanwhile; to leave the page stops it too. */
export const useSummaryExport = (): SummaryExport => {
  const toast = useToast();
  /** The job that was begun here and has not ended. */
  const under = useRef<string>(undefined);
  const left = useRef(false);
  const saving = useSaveDocument('summaries.page.exported');
  const { run, pending } = useCommand('summaries.export', { undoable: false, alone: true });
  const { job, running, watch } = useJob(
    'document',
    text('summaries.job.cutOff'),
    (end: JobEnd<'document'>) => {
      under.current = undefined;
      if (end === 'cancelled') toast({ text: text('summaries.job.cancelled') });
      else if ('problem' in end) toast({ text: end.problem, failed: true });
      else void saving(end.result.fileName, () => host.saveDocument(end.result.artefact, end.result.fileName));
    },
    true,
  );
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
      // the page that would receive the document is gone
      if (under.current !== undefined) stop(under.current);
    };
  }, []);
  const write = useCallback(
    (request: SummaryRequest & { readonly format: SummaryFormat }): void => {
      void run(request).then((started) => {
        if (!started) return;
        // the page was left before it was known which job it is
        if (left.current) return stop(started.jobId);
        under.current = started.jobId;
        watch(started.jobId);
      });
    },
    [run, watch],
  );
  return { write, busy: pending || running, job };
};
