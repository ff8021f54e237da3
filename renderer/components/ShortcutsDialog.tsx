import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import { useTexts } from './settings.tsx';

export type ShortcutGroup = {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly label: string }[];
};

export type ShortcutsDialogProps = {
  readonly open: boolean;
  readonly groups: readonly ShortcutGroup[];
  readonly onClose: () => void;
};

const Columns = styled('div')(({ theme }) => ({
  columns: '260px 2',
  columnGap: 32,
  '& section': { breakInside: 'avoid', marginBottom: 16 },
  '& h3': {
    ...theme.typography.caption,
    fontWeight: theme.typography.fontWeightBold,
    margin: 0,
    paddingBottom: 3,
    color: theme.vars.palette.text.secondary,
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  '& dl': { display: 'grid', gridTemplateColumns: '1fr auto', alignItems: 'center', margin: 0 },
  '& dd': { justifyContent: 'flex-end' },
  '& dt, & dd': { minHeight: 28, display: 'flex', alignItems: 'center', gap: 4, margin: 0 },
}));

/** A list of all shortcuts, by context. */
export const ShortcutsDialog = ({ open, groups, onClose }: ShortcutsDialogProps) => {
  const texts = useTexts();
  const id = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth>
      <DialogTitle id={id}>{texts.shortcuts}</DialogTitle>
      <DialogContent>
        <Columns>
          {groups.map((group) => (
            <section key={group.title}>
              <h3>{group.title}</h3>
              <dl>
                {group.rows.map((row) => [
                  <dt key={`${row.label} what`}>{row.label}</dt>,
                  <dd key={`${row.label} keys`}>
                    {row.keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>,
                ])}
              </dl>
            </section>
          ))}
        </Columns>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          {texts.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
