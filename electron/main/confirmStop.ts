import { BrowserWindow, dialog } from 'electron';
import type { Job } from '#shared/contract/jobs.ts';
import type { Result } from '#shared/contract/result.ts';
import { text } from '#shared/messages/text.ts';
import { listJobsToConfirm, type StopReason, stopQuestion } from '#shared/presentation/stopQuestion.ts';
import type { CoreClient } from '../host/coreClient.ts';

/** A core that has not listed its jobs after this time has none that could be continued, ms. */
const ANSWER_MS = 1_000;

const listRunningJobs = async (core: Pick<CoreClient, 'call'>): Promise<readonly Job[]> => {
  const silence = Promise.withResolvers<void>();
  const timer = setTimeout(silence.resolve, ANSWER_MS);
  const body = await Promise.race([core.call('jobs.running', '{}'), silence.promise]);
  clearTimeout(timer);
  const result = typeof body !== 'string' ? undefined : (JSON.parse(body) as Result<{ readonly jobs: readonly Job[] }>);
  return result?.ok ? result.value.jobs : [];
};

/**
 * Asks in a dialog of the system whether running jobs may be stopped, because the app is quit or another workspace is opened. Resolves to
 * true where none runs, or where the person agrees. `isStopping` tells that they end without an answer, as after a signal.
 */
export const confirmStop = async (
  core: Pick<CoreClient, 'call'>,
  reason: StopReason,
  isStopping: () => boolean = () => false,
): Promise<boolean> => {
  const jobs = listJobsToConfirm(await listRunningJobs(core));
  if (jobs.length === 0 || isStopping()) return true;
  const question = stopQuestion(jobs, reason);
  const options = {
    type: 'warning' as const,
    message: question.title,
    detail: [...question.jobs, question.lost].join('\n'),
    buttons: [text('action.cancel'), question.action],
    defaultId: 0,
    cancelId: 0,
  };
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().find((candidate) => candidate.isVisible());
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 1;
};
