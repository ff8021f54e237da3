import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { DisplacementRow } from '#shared/contract/displacement.ts';
import type { Verdict } from '#shared/contract/figure.ts';
import { ZONES } from '#shared/domain/zone.ts';
import type { Steps } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { groupValues } from '../effect/planMeasures.ts';
import { groupName } from '../portfolio/buyerGroups.ts';
import { labelFigure, month } from '../portfolio/figures.ts';
import { type Workbook, workbook } from '../portfolio/portfolio.ts';
import { buyersByGroup, lostDestination, lostGroup, type NamedGroup } from '../scenarios/displacement.ts';
import { createYielder, runWithYielding } from '../yielding.ts';

/** Groups of buyers that are shown, those with the largest gross payable value in the year. */
const MAX_GROUPS = 8;

type Row = ReturnType<typeof lostDestination> extends Steps<infer T> ? T : never;

/** Rows that displace tonnes, the largest loss first. */
const displacingRows = (rows: readonly Row[]): readonly DisplacementRow[] =>
  rows
    .filter(({ cost }) => cost.tonnes > 0)
    .toSorted((a, b) => b.cost.loss - a.cost.loss)
    .map(({ cost: _cost, ...row }) => row);

/** The largest loss of a destination, and of a group of buyers. */
const sentencesOf = (destinations: readonly DisplacementRow[], groups: readonly DisplacementRow[]): Verdict =>
  [
    { key: 'displacement.verdict.destination', first: destinations[0] },
    { key: 'displacement.verdict.group', first: groups[0] },
  ].flatMap(({ key, first }) =>
    first === undefined
      ? []
      : [
          {
            key,
            figures: {
              outlet: labelFigure(first.label, first.route === undefined ? {} : { route: first.route }),
              from: month(first.from),
              to: month(first.to),
              tonnes: first.displacement.tonnes,
              loss: first.displacement.loss,
              perTonne: first.displacement.lossPerTonne,
              concentration: first.displacement.concentrationPerTonne,
            },
          },
        ],
  );

/** Groups of buyers by value, the largest first. */
const groupsByValue = (book: Workbook): readonly NamedGroup[] => {
  const plan = book.plan();
  const buyers = buyersByGroup(plan);
  return groupValues({ book, plan, year: book.year }).flatMap(({ member, name }) => {
    const members = buyers.get(member);
    return members === undefined ? [] : [{ id: member, name, buyers: members }];
  });
};

/** Computes what it costs the chosen plan to lose destinations and groups of buyers for the first full year. */
export const displacementOf = async (
  { buyerId }: ParsedInput<'diversification.displacement'>,
  ctx: ServiceContext,
): Promise<Output<'diversification.displacement'>> => {
  const book = await workbook(ctx);
  const plan = book.plan();
  const { year } = book;
  await runWithYielding(plan.inSteps.exposure());
  if (buyerId !== undefined) {
    const lostBuyers = [...buyersByGroup(plan)].find(([, buyers]) => buyers.includes(buyerId));
    if (lostBuyers === undefined) return { verdict: [], destinations: [], groups: [], groupCount: 0 };
    const [id, buyers] = lostBuyers;
    const groups = displacingRows([await runWithYielding(lostGroup(book, plan, { id, name: groupName(book, id), buyers }, year))]);
    return { verdict: [], destinations: [], groups, groupCount: 1 };
  }
  const pause = createYielder();
  const destinations: Row[] = [];
  for (const zone of ZONES) {
    destinations.push(await runWithYielding(lostDestination(book, plan, zone, year), pause));
  }
  const groups: Row[] = [];
  const allGroups = groupsByValue(book);
  for (const group of allGroups.slice(0, MAX_GROUPS)) {
    groups.push(await runWithYielding(lostGroup(book, plan, group, year), pause));
  }
  const displacing = { destinations: displacingRows(destinations), groups: displacingRows(groups) };
  return {
    verdict: sentencesOf(displacing.destinations, displacing.groups),
    ...displacing,
    groupCount: allGroups.length > MAX_GROUPS ? allGroups.length : displacing.groups.length,
  };
};
