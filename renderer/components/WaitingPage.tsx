import { text } from '#shared/messages/text.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { Page } from './Page.tsx';
import { Skeleton } from './Skeleton.tsx';

export type WaitingPageProps = {
  readonly title: string;
  /** The error text; absent while the page is loading. */
  readonly error?: string | undefined;
  readonly onRetry: () => void;
  readonly rows?: number | undefined;
};

/** A page that is loading or could not be loaded. */
export const WaitingPage = ({ title, error, onRetry, rows = 8 }: WaitingPageProps) => {
  if (error !== undefined) {
    return (
      <Page title={title}>
        <ErrorNote text={error} action={{ label: text('action.retry'), onAction: onRetry }} />
      </Page>
    );
  }
  return (
    <Page title={title} verdict={<Skeleton of="verdict" />}>
      <Skeleton of="rows" rows={rows} />
    </Page>
  );
};
