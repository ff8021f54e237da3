import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useSearch } from 'wouter';
import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryFirstPages, SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { LANGUAGES, type Language } from '#shared/domain/workspace.ts';
import { currentLocale, sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { areAmountsHidden } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { BundleDialog } from './BundleDialog.tsx';
import { SectionsButton } from './SectionsButton.tsx';
import { Sheets } from './Sheets.tsx';
import { SubjectPicker } from './SubjectPicker.tsx';
import { asksForBundle, requestIn, summaryRoute, VIEWS } from './subject.ts';
import { useSummaryExport } from './useSummaryExport.ts';

const Bar = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: '8px 16px',
  marginBottom: 16,
  '& p': { margin: 0, flex: '1 1 320px', color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
}));

const countOf = (value: number): Figure => ({ value, unit: 'count', decimals: 0 });

/** Rounds an estimate to two digits. */
const roundTo2 = (value: number): number => Number(value.toPrecision(2));

const ViewSwitch = ({ request }: { readonly request: SummaryRequest }) => {
  const { navigate } = useComponentSettings();
  const isPlan = 'planId' in request.subject;
  const isBoard = 'boardOf' in request.subject;
  // of the external views, only that for lenders shows a plan
  const offeredViews = VIEWS.filter((view) => view === 'internal' || !(isBoard || (isPlan && view === 'counterparty')));
  return (
    <Bar>
      <ToggleButtonGroup
        exclusive
        value={request.view}
        aria-label={text('summaries.page.view')}
        // views have different sections
        onChange={(_, view: SummaryRequest['view'] | null) => view && navigate(summaryRoute({ ...request, view, sections: undefined }))}
      >
        {offeredViews.map((view) => (
          <ToggleButton key={view} value={view}>
            {text(`summaries.page.views.${view}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ToggleButtonGroup
        exclusive
        value={request.language ?? currentLocale()}
        aria-label={text('language.document')}
        onChange={(_, selectedLanguage: Language | null) =>
          selectedLanguage && navigate(summaryRoute({ ...request, language: selectedLanguage }))
        }
      >
        {LANGUAGES.map((listedLanguage) => (
          <ToggleButton key={listedLanguage} value={listedLanguage} lang={listedLanguage}>
            {text(`language.${listedLanguage}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <p>
        {text(`summaries.page.leaves.${request.view}`)}
        {sentenceGap()}
        {isPlan ? text('summaries.page.noCounterparty') : ''}
      </p>
    </Bar>
  );
};

/** The limits that the tables of a document name, with their pages. */
const limitsIn = ({ pages }: SummaryFirstPages): ReadonlyMap<string, string> =>
  new Map(
    pages
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.kind === 'table' ? block.rows.flat() : []))
      .flatMap((cell) => ('text' in cell && cell.route !== undefined ? [[cell.route, cell.text] as const] : [])),
  );

const OTHER_FORMATS = ['docx', 'xlsx', 'html', 'md', 'csv'] as const satisfies readonly SummaryFormat[];

/** Only the internal view offers bundles, as they have complete records. */
const formatsOf = ({ view }: SummaryRequest) => (view === 'internal' ? ([...OTHER_FORMATS, 'orebundle'] as const) : OTHER_FORMATS);

/** The preview of a summary; that of a plan or a board pack begins with its first pages, before the others are built and counted. */
const usePreview = (request: SummaryRequest) => {
  const firstPages = useCall('summaries.firstPages', request, { keepLast: true, enabled: !('contractIds' in request.subject) });
  const isComplete = firstPages.data?.pageCount !== undefined;
  const preview = useCall('summaries.preview', request, { keepLast: true, enabled: !firstPages.isFetching && !isComplete });
  const isOutdated = preview.data === undefined || (preview.isPlaceholderData && !firstPages.isPlaceholderData);
  return isComplete || (firstPages.data !== undefined && isOutdated && preview.error === null) ? firstPages : preview;
};

const Summary = ({ request, isBundle }: { readonly request: SummaryRequest; readonly isBundle: boolean }) => {
  const mainFormat = isBundle && request.view === 'internal' ? 'orebundle' : 'pdf';
  const preview = usePreview(request);
  const capabilities = useCall('host.capabilities', {});
  const { write: writeFile, isBusy: isExporting, job } = useSummaryExport();
  const [isBundleDialogOpen, setBundleDialogOpen] = useState(false);
  const write = (format: SummaryFormat): void => (format === 'orebundle' ? setBundleDialogOpen(true) : writeFile({ ...request, format }));
  const { navigate } = useComponentSettings();
  const { data, error } = preview;
  const limits = data === undefined ? new Map<string, string>() : limitsIn(data);
  const viewIssue = serverIssues(error ?? undefined, 'view').find(({ path }) => path === 'view');
  const actions = (
    <>
      <ActionButton action={{ label: text('summaries.page.other'), route: '/summary' }} />
      {capabilities.data?.canPrint ? (
        <Button disabled={data?.pageCount === undefined} onClick={() => window.print()}>
          {text('summaries.page.print')}
        </Button>
      ) : undefined}
      {limits.size > 0 ? (
        <MenuButton
          label={text('limits.title')}
          entries={[...limits].map(([route, name]) => ({ key: route, label: name, onPick: () => navigate(route) }))}
        />
      ) : undefined}
      {data?.sections ? <SectionsButton sections={data.sections} request={request} /> : undefined}
      <MenuButton
        label={text('summaries.page.formats')}
        disabled={!data || isExporting}
        entries={formatsOf(request).map((format) => ({
          key: format,
          label: text(`summaries.page.format.${format}`),
          onPick: () => write(format),
        }))}
      />
      <Button variant="contained" color="primary" disabled={!data || isExporting} onClick={() => write(mainFormat)}>
        {text(mainFormat === 'pdf' ? 'summaries.page.pdf' : 'summaries.page.bundle')}
      </Button>
    </>
  );
  const sentence = data && {
    key: data.pageCount === undefined ? 'summaries.page.moreComing' : 'summaries.page.verdict',
    figures: {
      title: { value: data.title, unit: 'text' as const, decimals: 0 },
      count: countOf(data.pageCount ?? data.pages.length),
      view: { value: text(`summaries.page.viewName.${data.view}`), unit: 'text' as const, decimals: 0 },
    },
  };
  const sentences = sentence && [
    sentence,
    ...(data.pageCount !== undefined && data.pages.length < data.pageCount
      ? [{ key: 'summaries.page.firstPages', figures: { count: countOf(data.pages.length) } }]
      : []),
    ...(data.excludedDeliveries
      ? [
          {
            key: 'summaries.page.noDeliveries',
            figures: { count: countOf(data.excludedDeliveries.count), limit: countOf(data.excludedDeliveries.limit) },
          },
        ]
      : []),
    ...(data.csvSize
      ? [
          {
            key: 'summaries.page.csvSize',
            figures: {
              rows: countOf(roundTo2(data.csvSize.rows)),
              megabytes: countOf(roundTo2(data.csvSize.bytes / 1e6)),
              limit: countOf(data.csvSize.limit),
            },
          },
        ]
      : []),
  ];
  return (
    <Page
      title={text(isBundle ? 'summaries.page.bundleTitle' : 'boardOf' in request.subject ? 'summaries.page.board' : 'place.summary')}
      layout="sheets"
      actions={actions}
      verdict={sentences ? <Verdict sentences={sentences} /> : error ? undefined : <Skeleton of="verdict" />}
    >
      <ViewSwitch request={request} />
      {isBundleDialogOpen ? (
        <BundleDialog
          onWrite={(protection) => {
            setBundleDialogOpen(false);
            writeFile({ ...request, format: 'orebundle', ...protection });
          }}
          onClose={() => setBundleDialogOpen(false)}
        />
      ) : undefined}
      {job ? <RunningJob job={job} stopLabel={text('summaries.job.cancel')} isCounted={false} /> : undefined}
      {viewIssue !== undefined ? (
        <ErrorNote
          text={issueText(viewIssue)}
          action={{ label: text('summaries.page.internalInstead'), route: summaryRoute({ ...request, view: 'internal' }) }}
        />
      ) : error ? (
        <ErrorNote
          text={errorText(error)}
          action={
            error.code === 'NOT_FOUND'
              ? { label: text('summaries.page.other'), route: '/summary' }
              : { label: text('action.retry'), onAction: () => void preview.refetch() }
          }
        />
      ) : undefined}
      {areAmountsHidden() ? (
        <EmptyState what={text('amounts.documentHidden')} />
      ) : data ? (
        <Sheets summary={data} />
      ) : error ? undefined : (
        <Skeleton of="picture" />
      )}
    </Page>
  );
};

/** The page of summaries: a preview for internal use, the counterparty or a lender, and its export. */
export default function SummariesPage() {
  const search = useSearch();
  const request = requestIn(search);
  const isBundle = asksForBundle(search);
  return request ? (
    <Summary key={JSON.stringify(request.subject)} request={request} isBundle={isBundle} />
  ) : (
    <SubjectPicker isBundle={isBundle} />
  );
}
