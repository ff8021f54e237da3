import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Message, Verdict } from '#shared/contract/figure.ts';
import type { VersionRow } from '#shared/contract/versions.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Version } from '#shared/domain/version.ts';
import { message } from '#shared/messages/text.ts';
import { netPriceFigure, npvFigure } from '../contracts/previewFigures.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { count, date as dateFigure, labelFigure, year as yearFigure } from '../portfolio/figures.ts';
import { chosenDeck } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { valueDraftedBid } from '../tenders/netback.ts';
import { clausesFigure } from '../tenders/tenderViews.ts';
import { yieldIfDue } from '../yielding.ts';
import { changeFigure, computeValueSteps, partsLabel } from './compareVersions.ts';
import { createStateValuer, currentState, listChangedParts, nameOrDeleted, type StateValuer, stateOfVersion } from './dealParts.ts';

type StoredVersion = { readonly dealVersion: Version; readonly version: number };

const buyerLabel = (book: Workbook, { buyerId }: OfftakeContract) => nameOrDeleted(book.buyers.get(buyerId));

/** Names a version in a sentence: "our offer of 12 Mar 2026". */
export const versionName = (book: Workbook, { kind, side, date, deal }: Version): Message =>
  message(`versions.name.${kind}.${side}`, { date: dateFigure(date), buyer: buyerLabel(book, deal) });

const changeBetween = async (
  book: Workbook,
  valueState: StateValuer,
  versionBefore: Version,
  versionAfter: Version,
): Promise<Figure | undefined> => {
  const steps = await computeValueSteps(book, valueState, stateOfVersion(versionBefore), stateOfVersion(versionAfter));
  return steps instanceof OrebookError ? undefined : changeFigure(book, steps);
};

const rowOf = async (
  book: Workbook,
  valueState: StateValuer,
  { dealVersion, version }: StoredVersion,
  previous: Version | undefined,
): Promise<VersionRow> => {
  const { id, kind, side, by, date, note } = dealVersion;
  const drafted = await valueState(stateOfVersion(dealVersion));
  const figures =
    drafted instanceof OrebookError ? undefined : { npv: npvFigure(drafted), netPrice: netPriceFigure(drafted), year: drafted.year };
  await yieldIfDue();
  // a bid of the same terms; its credit is not shown
  const valuedBid = drafted instanceof OrebookError ? drafted : valueDraftedBid(book, drafted.contract, new Map(), drafted);
  const change = previous && (await changeBetween(book, valueState, previous, dealVersion));
  return {
    ...{ id, kind, side, by, date, note, version },
    changedParts: previous ? listChangedParts(stateOfVersion(previous), stateOfVersion(dealVersion)) : [],
    // as many decimals as the change beside it
    ...(figures ? { npv: { ...figures.npv, decimals: 1 } } : {}),
    ...(figures?.netPrice ? { netPrice: figures.netPrice, year: figures.year } : {}),
    ...(valuedBid instanceof OrebookError
      ? {}
      : {
          clauses: clausesFigure(
            valuedBid,
            valuedBid.drafted.contract,
            identifyDeal(book, valuedBid.drafted.plan, valuedBid.drafted.contract, 'netbackClauses'),
          ),
        }),
    ...(drafted instanceof OrebookError ? { problem: problemMessage(drafted, book.references) } : {}),
    ...(change ? { change } : {}),
  };
};

const verdictOf = async (
  book: Workbook,
  valueState: StateValuer,
  contract: OfftakeContract,
  storedVersions: readonly StoredVersion[],
  rows: readonly VersionRow[],
): Promise<Verdict> => {
  const [firstVersion, lastVersion] = [storedVersions[0]?.dealVersion, storedVersions.at(-1)?.dealVersion];
  if (!firstVersion || !lastVersion) return [{ key: 'versions.verdict.none', figures: { buyer: labelFigure(buyerLabel(book, contract)) } }];
  const { npv, netPrice, year } = rows.at(-1) ?? {};
  const changedParts = listChangedParts(stateOfVersion(lastVersion), currentState(book.facilities, contract));
  const changeSinceFirst = await changeBetween(book, valueState, firstVersion, lastVersion);
  return [
    {
      key: npv && netPrice ? 'versions.verdict.last' : 'versions.verdict.lastUnpriced',
      figures: {
        count: count(rows.length),
        last: labelFigure(versionName(book, lastVersion)),
        ...(npv ? { npv } : {}),
        ...(netPrice ? { netPrice } : {}),
        ...(year === undefined ? {} : { year: yearFigure(year) }),
        ...(npv && netPrice ? { deck: labelFigure(chosenDeck(book, 'inSentence'), { route: '/market' }) } : {}),
      },
    },
    ...(changeSinceFirst && storedVersions.length > 1
      ? [{ key: 'versions.verdict.since', figures: { first: labelFigure(versionName(book, firstVersion)), change: changeSinceFirst } }]
      : []),
    ...(changedParts.length === 0
      ? [{ key: 'versions.verdict.stands', figures: {} }]
      : [
          {
            key: 'versions.verdict.moved',
            figures: { parts: labelFigure(partsLabel(changedParts)) },
          },
        ]),
  ];
};

/** Lists the versions of a deal, each with its value and the parts that changed since the one before. */
export const versionList = async (
  book: Workbook,
  contract: OfftakeContract,
  storedVersions: readonly StoredVersion[],
): Promise<Output<'versions.list'>> => {
  const valueState = createStateValuer(book);
  const rows: VersionRow[] = [];
  for (const [i, storedVersion] of storedVersions.entries())
    rows.push(await rowOf(book, valueState, storedVersion, storedVersions[i - 1]?.dealVersion));
  const lastVersion = storedVersions.at(-1)?.dealVersion;
  return {
    code: contract.code,
    title: message('versions.title', { code: contract.code, buyer: buyerLabel(book, contract) }),
    verdict: await verdictOf(book, valueState, contract, storedVersions, rows),
    rows,
    sinceLast: lastVersion ? listChangedParts(stateOfVersion(lastVersion), currentState(book.facilities, contract)) : [],
  };
};
