import { text } from '#shared/messages/text.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import { textSpec } from '../../editing/fields/specs.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';

type Named = { readonly name: string };

const NAME = at(rootOf<Named>(), 'name');
const MAX_NAME = 120;

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && 'name' in value;

const specOf = () => ({ ...textSpec('tableViews.name', { required: true }), maxLength: MAX_NAME });

export type ViewDialogProps = {
  readonly title: string;
  readonly draftId: string;
  readonly name: string;
  readonly isStored: boolean;
  /** The error text of a rejected name. */
  readonly problem: string | undefined;
  readonly onEdit: () => void;
  /** Resolves to true when it is done. */
  readonly onSubmit: (name: string) => Promise<boolean>;
  readonly onClose: () => void;
};

/** Asks for the name of a saved view. */
export const ViewDialog = ({ title, draftId, name, isStored, problem, onEdit, onSubmit, onClose }: ViewDialogProps) => (
  <RecordDialog<Named>
    title={title}
    action={text('tableViews.save')}
    draft={{ kind: 'tableView', id: draftId }}
    record={{ name }}
    isRecord={isStored ? undefined : isNamed}
    specOf={specOf}
    isComplete={(record) => record.name.trim() !== ''}
    focus={NAME}
    onEdit={onEdit}
    onSubmit={(record) => onSubmit(record.name.trim())}
    onClose={onClose}
  >
    {() => (
      <>
        <RecordRow path={NAME} error={problem} />
        <FullWidthRow>{text('tableViews.note')}</FullWidthRow>
      </>
    )}
  </RecordDialog>
);
