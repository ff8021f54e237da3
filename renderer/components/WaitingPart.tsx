import type { OrebookError } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { Skeleton } from './Skeleton.tsx';

export type WaitingPartProps = {
  /** The query of the part, which has no answer. */
  readonly query: { readonly error: OrebookError | null; readonly refetch: () => Promise<unknown> };
  readonly rows: number;
};

/** The place of a part of a page that is loading or could not be loaded. */
export const WaitingPart = ({ query: { error, refetch }, rows }: WaitingPartProps) =>
  error ? (
    <ErrorNote text={errorText(error)} action={{ label: text('action.retry'), onAction: () => void refetch() }} />
  ) : (
    <Skeleton of="rows" rows={rows} />
  );
