import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useId } from 'react';
import { text } from '#shared/messages/text.ts';
import { stopQuestion } from '#shared/presentation/stopQuestion.ts';
import { stopRequest } from './stopJobs.ts';

/** Asks whether the running jobs may be stopped, because the workspace is closed or replaced, also a read-only one; Cancel has the focus. */
export const StopJobsDialog = () => {
  const id = useId();
  const request = stopRequest.useQuestion();
  if (request === undefined) return;
  const { title, jobs, lost, action } = stopQuestion(request.jobs, request.reason);
  return (
    <Dialog open onClose={() => stopRequest.end(false)} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent>
        {request.jobs.map((job, i) => (
          <p key={job.id}>{jobs[i]}</p>
        ))}
        {lost}
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={() => stopRequest.end(false)}>
          {text('action.cancel')}
        </Button>
        <Button variant="contained" color="primary" onClick={() => stopRequest.end(true)}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
