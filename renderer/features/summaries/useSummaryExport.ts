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
  readonly isBusy: boolean;
  /** The running export job. */
  readonly job: Job | undefined;
};

const cancelJob = (id: string): void => void call('jobs.cancel', { id }).catch(() => undefined);

/** Writes a summary and saves the document. The job can be cancelled, and is cancelled when the user leaves the page. */
export const useSummaryExport = (): SummaryExport => {
  const toast = useToast();
  /** The id of the running job. */
  const runningJobId = useRef<string>(undefined);
  const isUnmounted = useRef(false);
  const saveDocument = useSaveDocument('summaries.page.exported');
  const { run, isPending } = useCommand('summaries.export', { isUndoable: false, isExclusive: true });
  const { job, isRunning, watch } = useJob(
    'document',
    text('summaries.job.cutOff'),
    (end: JobEnd<'document'>) => {
      runningJobId.current = undefined;
      if (end === 'cancelled') toast({ text: text('summaries.job.cancelled') });
      else if ('problem' in end) toast({ text: end.problem, isError: true });
      else void saveDocument(end.result.fileName, () => host.saveDocument(end.result.artefact, end.result.fileName));
    },
    true,
  );
  useEffect(() => {
    isUnmounted.current = false;
    return () => {
      isUnmounted.current = true;
      // the page that would save the document no longer exists
      if (runningJobId.current !== undefined) cancelJob(runningJobId.current);
    };
  }, []);
  const write = useCallback(
    (request: SummaryRequest & { readonly format: SummaryFormat }): void => {
      void run(request).then((startedJob) => {
        if (!startedJob) return;
        // the user left the page before the job had an id
        if (isUnmounted.current) return cancelJob(startedJob.jobId);
        runningJobId.current = startedJob.jobId;
        watch(startedJob.jobId);
      });
    },
    [run, watch],
  );
  return { write, isBusy: isPending || isRunning, job };
};
