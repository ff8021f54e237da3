import Button from '@mui/material/Button';
import { Component, type ReactNode } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCopy } from '../components/CopyText.tsx';
import { Actions } from '../components/EmptyState.tsx';
import { ErrorNote } from '../components/ErrorNote.tsx';
import { Page } from '../components/Page.tsx';
import { RouteLink } from '../components/RouteLink.tsx';

export type PageBoundaryProps = {
  readonly version: string;
  /** The route of the page, without record ids, which must not be copied. */
  readonly page: string;
  readonly children: ReactNode;
};

/** Returns version, page, error name and stack for an error report, without the message and other data of the user. */
const diagnostics = (error: unknown, version: string, page: string): string => {
  const name = error instanceof OrebookError ? error.code : error instanceof Error ? error.name : typeof error;
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s*at |@/.test(line)) : [];
  return [`Orebook ${version}`, page, name, ...frames].join('\n');
};

type FailedPageProps = Omit<PageBoundaryProps, 'children'> & { readonly error: unknown };

const FailedPage = ({ error, version, page }: FailedPageProps) => {
  const { state, copy } = useCopy();
  return (
    <Page title={text('fault.title')}>
      <ErrorNote text={error instanceof OrebookError ? errorText(error) : text('fault.body')} />
      <Actions>
        <Button variant="contained" color="primary" onClick={() => window.location.reload()}>
          {text('action.reload')}
        </Button>
        <Button component={RouteLink} route="/">
          {text('fault.overview')}
        </Button>
        <Button onClick={() => copy(() => navigator.clipboard.writeText(diagnostics(error, version, page)))}>
          <span aria-live="polite">{text(state === 'copied' ? 'action.copied' : 'action.copyDiagnostics')}</span>
        </Button>
      </Actions>
    </Page>
  );
};

/** Catches errors of a page, so that the shell keeps working, and shows what to do. Use the address as key to reset it on navigation. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly failure?: { readonly error: unknown } }> {
  override state: { readonly failure?: { readonly error: unknown } } = {};

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return <FailedPage error={failure.error} version={this.props.version} page={this.props.page} />;
  }
}
