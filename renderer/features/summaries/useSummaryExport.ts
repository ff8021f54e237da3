import { useCallback, useEffect, useRef } from 'react';
import type { Job } from '#shared/contract/jobs.ts';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { call } from '../../api/client.ts';
import { host } from '../../api/host.ts';
import { type JobEnd, useJob } from '../../api/useJob.ts';
import { useToast } from '../../components/Toast.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useSaveDocument } from '../../editing/commands/useDocument.ts';
import { useSecretCommand } from '../encryption/index.ts';
import type { BundleProtection } from './BundleDialog.tsx';

type ExportRequest = SummaryRequest & { readonly format: SummaryFormat } & Partial<BundleProtection>;

export type SummaryExport = {
  readonly write: (request: ExportRequest) => void;
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
  // a passphrase is stored in no cache
  const { run: runSecret, isPending: isSecretPending } = useSecretCommand('summaries.export');
  const showError = useCallback((error: unknown) => void toast({ text: errorText(error), isError: true }), [toast]);
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
    (request: ExportRequest): void => {
      const start = 'passphrase' in request ? runSecret(request).catch(showError) : run(request);
      void start.then((startedJob) => {
        if (!startedJob) return;
        // the user left the page before the job had an id
        if (isUnmounted.current) return cancelJob(startedJob.jobId);
        runningJobId.current = startedJob.jobId;
        watch(startedJob.jobId);
      });
    },
    [run, runSecret, showError, watch],
  );
  return { write, isBusy: isPending || isSecretPending || isRunning, job };
};
