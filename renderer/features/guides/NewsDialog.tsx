import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useId } from 'react';
import { text } from '#shared/messages/text.ts';
import { useTexts } from '../../components/settings.tsx';

const NEWS = ['guides.news.1', 'guides.news.2', 'guides.news.3', 'guides.news.4', 'guides.news.5', 'guides.news.6'] as const;

export type NewsDialogProps = { readonly version: string; readonly onClose: () => void };

/** The highlights of the version. */
export const NewsDialog = ({ version, onClose }: NewsDialogProps) => {
  const id = useId();
  const texts = useTexts();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{text('guides.news.title', { version })}</DialogTitle>
      <DialogContent>
        <ul>
          {NEWS.map((key) => (
            <li key={key}>{text(key)}</li>
          ))}
        </ul>
      </DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {texts.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
