import type { Input } from '#shared/contract/contract.ts';
import { text } from '#shared/messages/text.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';

/** A plan's name, and its note where it is asked for. */
export type PlanNames = { readonly name: string; readonly note?: string };

export type PlanDialogProps = {
  readonly title: string;
  readonly action: string;
  /** Names the draft of the dialog. */
  readonly draftId: string;
  readonly names: PlanNames;
  /** Whether the names are those of a stored plan. */
  readonly isStored: boolean;
  /** The error text of a rejected name. */
  readonly problem?: string | undefined;
  readonly onEdit: () => void;
  /** Resolves to true when it is done. */
  readonly onSubmit: (names: PlanNames) => Promise<boolean>;
  readonly onClose: () => void;
};

const MAX_NAME = 120;
const MAX_NOTE = 2000;

const NAMES = rootOf<PlanNames>();
const NAME = at(NAMES, 'name');

const isNames = (value: unknown): value is PlanNames => typeof value === 'object' && value !== null && 'name' in value;

const specOf = (path: string): FieldSpec =>
  path === NAME
    ? { kind: 'text', label: text('plans.page.name'), required: true, maxLength: MAX_NAME }
    : { kind: 'text', label: text('plans.page.note'), required: false, rows: 3, maxLength: MAX_NOTE };

const isNamed = ({ name }: PlanNames): boolean => name.trim() !== '';

/** Asks for a plan's name, and for its note where it has one. */
export const PlanDialog = ({ title, action, draftId, names, isStored, problem, onEdit, onSubmit, onClose }: PlanDialogProps) => {
  const draft: Input<'drafts.get'> = { kind: 'plan', id: draftId };
  return (
    <RecordDialog<PlanNames>
      title={title}
      action={action}
      draft={draft}
      record={names}
      isRecord={isStored ? undefined : isNames}
      specOf={specOf}
      isComplete={isNamed}
      focus={NAME}
      onEdit={onEdit}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {() => (
        <>
          <RecordRow path={NAME} error={problem} />
          {names.note === undefined ? undefined : <RecordRow path={at(NAMES, 'note')} />}
        </>
      )}
    </RecordDialog>
  );
};
