import IconButton from '@mui/material/IconButton';
import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { FormLine, useIsLocked } from '../../components/FormRow.tsx';
import { Icon } from '../../components/Icon.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import type { FieldPath } from '../fields/fieldPath.ts';

/** A row for a text button, aligned with the inputs of the form. */
const ActionLine = styled('div')({ gridColumn: '2 / -1', minHeight: 28, display: 'flex', alignItems: 'center', marginLeft: -6 });

export type FormButtonProps = { readonly label: string; readonly onAction: () => void };

/** A button below the rows to which it adds one, such as "Add a penalty"; none in a locked form. `path` is that of the list, for links to the field. */
export const AddButton = ({ label, onAction, path }: FormButtonProps & { readonly path?: FieldPath | undefined }) => {
  if (useIsLocked()) return undefined;
  return (
    <ActionLine>
      <QuietButton onClick={onAction} name={path ?? ''}>
        <Icon name="plus" size={12} />
        {label}
      </QuietButton>
    </ActionLine>
  );
};

/** A small button that removes a row; none in a locked form. */
export const RemoveButton = ({ label, onAction }: FormButtonProps) => {
  if (useIsLocked()) return undefined;
  return (
    <IconButton aria-label={label} title={label} onClick={onAction}>
      <Icon name="close" size={12} />
    </IconButton>
  );
};

const Head = styled('div')(({ theme }) => ({
  gridColumn: '1 / -1',
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  minHeight: 32,
  marginTop: 4,
  fontWeight: 540,
  '& > small': { marginLeft: 'auto', fontSize: '0.75rem', fontWeight: 420, color: theme.vars.palette.ore.tertiary },
  '& > button': { marginLeft: 'auto', marginRight: -4 },
}));

export type SubheadProps = { readonly title: ReactNode; readonly remove?: FormButtonProps | undefined };

/** The heading of one item of a list inside a group, such as a payable metal. */
export const Subhead = ({ title, remove }: SubheadProps) => (
  <Head>
    <span>{title}</span>
    {remove ? <RemoveButton {...remove} /> : undefined}
  </Head>
);

const Lines = styled('div', { shouldForwardProp: (prop) => prop !== 'columns' })<{ columns: string }>(({ theme, columns }) => ({
  display: 'grid',
  gridTemplateColumns: `${columns} 24px`,
  columnGap: 4,
  alignItems: 'center',
  minWidth: 0,
  '& .MuiOutlinedInput-root': { padding: '0 5px' },
  '& > span': {
    fontSize: '0.6875rem',
    lineHeight: '14px',
    alignSelf: 'end',
    textAlign: 'right',
    color: theme.vars.palette.ore.tertiary,
    paddingRight: 6,
  },
  '& > span:first-of-type': { textAlign: 'left', paddingLeft: 6 },
}));

/** Headers of small columns: name and unit. */
export const LineHeads = ({ columns, heads }: { readonly columns: string; readonly heads: readonly string[] }) => (
  <Lines columns={columns} aria-hidden="true" style={{ gridColumn: '1 / -1', minHeight: 28 }}>
    {heads.map((head) => (
      <span key={head}>{head}</span>
    ))}
  </Lines>
);

export type SmallLineProps = {
  /** The name of the line. */
  readonly label: string;
  readonly columns: string;
  readonly remove?: FormButtonProps | undefined;
  /** Fields with labels of their own, in the order of the headers. */
  readonly children: ReactNode;
};

/** A line of small fields below `LineHeads`, with a button that removes it if it can be removed. */
export const SmallLine = ({ label, columns, remove, children }: SmallLineProps) => (
  <FormLine label={label}>
    <Lines columns={columns}>
      {children}
      {remove ? <RemoveButton {...remove} /> : undefined}
    </Lines>
  </FormLine>
);
