import { styled } from '@mui/material/styles';
import { COMPARED_GROUPS, COMPARED_PLANS, type ComparedPlan, type CompareRow } from '#shared/contract/compare.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { text } from '#shared/messages/text.ts';
import { markBestFigures } from '#shared/presentation/compare.ts';
import { ClippedText } from '../../components/ClippedText.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Scroller } from '../../components/Scroller.tsx';
import { StateShape } from '../../components/StateMark.tsx';
import { useComponentSettings, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { Term } from '../../components/Term.tsx';
import { VisuallyHidden } from '../../components/VisuallyHidden.tsx';
import { PlanMark } from './PlanMark.tsx';

const Table = styled('table')(({ theme }) => ({
  ...theme.typography.body2,
  width: '100%',
  borderCollapse: 'collapse',
  '& th, & td': { textAlign: 'left', fontWeight: 'inherit', whiteSpace: 'nowrap', padding: '0 8px', height: 32 },
  '& thead th:first-of-type': { paddingLeft: 0 },
  '& thead th': { verticalAlign: 'top', paddingTop: 6, paddingBottom: 6, borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}` },
  '& tbody td, & tbody th[scope="row"]': { borderBottom: `1px solid ${theme.vars.palette.divider}` },
  '& th[scope="rowgroup"]': {
    ...theme.typography.caption,
    fontWeight: 600,
    verticalAlign: 'top',
    paddingTop: 8,
    paddingLeft: 0,
    color: theme.vars.palette.text.secondary,
  },
  // the row's label stays visible while plans are scrolled
  '& tbody th[scope="row"]': {
    position: 'sticky',
    left: 0,
    zIndex: 1,
    // long labels name a prepayment and its buyer
    minWidth: 200,
    paddingBlock: 5,
    whiteSpace: 'normal',
    backgroundColor: theme.vars.palette.background.paper,
  },
  '& small': { fontSize: 'inherit', fontWeight: 420, marginLeft: 4, color: theme.vars.palette.ore.tertiary },
  '& .plan': { textAlign: 'right' },
  '& tbody tr:hover > td, & tbody tr:hover > th[scope="row"]': { backgroundColor: theme.vars.palette.ore.hover },
}));

const Head = styled('div')(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'flex-end',
  fontWeight: theme.typography.fontWeightBold,
  color: theme.vars.palette.text.primary,
}));
const Under = styled('div')(({ theme }) => ({ ...theme.typography.caption, fontWeight: 420, color: theme.vars.palette.text.secondary }));

const Pair = styled('span', { shouldForwardProp: (prop) => prop !== 'showsDifference' })<{ showsDifference: boolean }>(
  ({ showsDifference }) => ({
    display: 'inline-grid',
    gridTemplateColumns: showsDifference ? 'auto 76px' : 'auto',
    alignItems: 'center',
    justifyItems: 'end',
    columnGap: 8,
    fontVariantNumeric: 'tabular-nums',
  }),
);
const Value = styled('span', { shouldForwardProp: (prop) => prop !== 'isBest' })<{ isBest: boolean }>(({ theme, isBest }) => ({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  fontWeight: isBest ? theme.typography.fontWeightBold : 'inherit',
}));
// the hidden words are placed inside it: elsewhere they would widen the page
const Difference = styled('span')(({ theme }) => ({ position: 'relative', color: theme.vars.palette.text.secondary }));

/** Names of plans that were copied from one another begin alike, so they may take several lines. */
const NAME_LINES = 6;

/** Terms of the trade that rows explain. */
const ROW_TERMS: Readonly<Record<string, GlossaryTerm>> = {
  expectedNpv: 'expectedNpv',
  npv: 'npv',
  netPrice: 'netPrice',
  margin: 'cashMargin',
  hhi: 'hhi',
  effective: 'effectiveNumber',
  committedShare: 'committedShare',
  limits: 'limit',
};

export type CompareTableProps = {
  readonly plans: readonly ComparedPlan[];
  readonly reference: PlanId;
  readonly rows: readonly CompareRow[];
  readonly onReference: (id: PlanId) => void;
  /** The preview of a plan's board paper. */
  readonly boardRoute: (id: PlanId) => string;
  /** Undefined with the fewest plans that can be compared. */
  readonly onRemove: ((id: PlanId) => void) | undefined;
};

const RowLabel = ({ row: { key, label } }: { readonly row: CompareRow }) => {
  const { message } = usePresentation();
  const term = ROW_TERMS[key];
  return term === undefined ? message(label) : <Term term={term}>{message(label)}</Term>;
};

/** Plans as columns, measures as rows: each value, and its difference to the reference plan. */
export const CompareTable = ({ plans, reference, rows, onReference, boardRoute, onRemove }: CompareTableProps) => {
  const read = useFigureReader();
  const { navigate, moneyScale } = useComponentSettings();
  const unitOf = ({ cells }: CompareRow): string => {
    const figure = cells.find((cell) => typeof cell.figure.value === 'number')?.figure;
    return figure ? read.inColumn(figure).unit : '';
  };
  return (
    <Scroller label={text('compare.page.table')}>
      <Table aria-label={text('compare.page.table')}>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              <Under>{text('compare.page.measure')}</Under>
            </th>
            {plans.map((plan) => (
              <th key={plan.id} scope="col" className="plan">
                <Head>
                  <PlanMark mark={plan.mark} />
                  <ClippedText
                    lines={NAME_LINES}
                    width={plans.length === COMPARED_PLANS.most ? 'clamp(116px, 9.1vw, 260px)' : 'clamp(190px, 14vw, 260px)'}
                  >
                    {text('compare.page.plan', { letter: plan.letter, plan: plan.name })}
                  </ClippedText>
                  <MenuButton
                    as="icon"
                    icon="more"
                    label={text('compare.page.planMenu', { plan: plan.name })}
                    entries={[
                      {
                        key: 'reference',
                        label: text('compare.page.reference'),
                        isChosen: plan.id === reference,
                        onPick: () => onReference(plan.id),
                      },
                      {
                        key: 'board',
                        label: text('summaries.page.board'),
                        onPick: () => navigate(boardRoute(plan.id)),
                      },
                      {
                        key: 'remove',
                        label: text('compare.page.remove'),
                        disabled: onRemove === undefined,
                        onPick: () => onRemove?.(plan.id),
                      },
                    ]}
                  />
                </Head>
                <Under>{text('compare.page.contracts', { count: plan.contracts })}</Under>
              </th>
            ))}
          </tr>
        </thead>
        {COMPARED_GROUPS.map((group) => {
          const groupRows = rows.filter((row) => row.group === group);
          return (
            <tbody key={group}>
              {groupRows.map((row, i) => {
                const bestFlags = markBestFigures(
                  row.cells.map(({ figure }) => figure),
                  row.better,
                  { moneyScale },
                );
                return (
                  <tr key={row.key}>
                    {i === 0 ? (
                      <th scope="rowgroup" rowSpan={groupRows.length}>
                        {text(`compare.page.${group}`)}
                      </th>
                    ) : undefined}
                    <th scope="row">
                      <RowLabel row={row} />
                      {unitOf(row) === '' ? undefined : <small>{unitOf(row)}</small>}
                    </th>
                    {row.cells.map(({ figure, difference, isImmaterial }, planIndex) => (
                      <td key={plans[planIndex]?.id ?? planIndex} className="plan">
                        <Pair showsDifference={plans[planIndex]?.id !== reference}>
                          <Value isBest={row.hasNoBest ? false : (bestFlags[planIndex] ?? false)}>
                            {figure.state === 'breached' ? <StateShape state="breached" label={text('state.breached')} /> : undefined}
                            <FigureLink figure={{ ...figure, state: undefined }} as="cell" />
                          </Value>
                          {difference === undefined ? undefined : (
                            <Difference title={isImmaterial ? text('compare.page.immaterial') : undefined}>
                              {isImmaterial ? <span aria-hidden="true">≈ </span> : undefined}
                              <FigureLink figure={difference} as="cell" />
                              {isImmaterial ? <VisuallyHidden>{text('compare.page.immaterial')}</VisuallyHidden> : undefined}
                            </Difference>
                          )}
                        </Pair>
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          );
        })}
      </Table>
    </Scroller>
  );
};
