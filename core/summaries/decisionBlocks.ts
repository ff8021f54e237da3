import { listDecisions } from '#db/repositories/decisions.ts';
import { listDecks } from '#db/repositories/decks.ts';
import { keyBy } from '#shared/collections.ts';
import type { Decision } from '#shared/contract/decisions.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { Deck } from '#shared/domain/deck.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { authorName } from '#shared/presentation/noteAuthor.ts';
import { formatDate } from '#shared/units/format.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { notedFigure } from '../portfolio/figureIdentity.ts';
import { deckLabel } from '../portfolio/labels.ts';
import { column, figureCell, heading, missingCell, table, textCell } from './blockBuilders.ts';

const reasonsText = ({ why, outcome }: Decision): string =>
  [why, ...(outcome === '' ? [] : [text('decisions.outcome', { outcome })])].filter((part) => part !== '').join(' ');

/** A row for each expected figure; the first has the decision itself. */
const decisionRows = (decision: Decision, deck: Deck | undefined): readonly (readonly SummaryCell[])[] => {
  const { decidedOn, author, title, figures, at } = decision;
  const titleWithDeck = deck === undefined ? title : text('decisions.atDeck', { title, deck: renderLabel(deckLabel(deck, 'inSentence')) });
  const record = [formatDate(decidedOn), titleWithDeck, reasonsText(decision), authorName(author)].map(textCell);
  const blankRecord = record.map(() => textCell(''));
  if (figures.length === 0) return [[...record, missingCell(), missingCell()]];
  const date = formatDate(at.slice(0, 10));
  return figures.map((expectedFigure, i) => {
    const { label, year } = expectedFigure;
    const figure = year === undefined ? renderLabel(label) : text('decisions.figureInYear', { figure: renderLabel(label), year });
    return [
      ...(i === 0 ? record : blankRecord),
      textCell(text('decisions.figureNoted', { figure, date })),
      figureCell(notedFigure(expectedFigure, decision)),
    ];
  });
};

/** The decisions of the workspace, and its decks. */
export const readDecisions = memoizePerRevision(async ({ workspace }) => {
  const db = workspace.db();
  return { storedDecisions: await listDecisions(db), storedDecks: await listDecks(db) };
});

/** Returns the decisions on a plan with their reasons and the figures that were expected, latest first: for internal documents only. */
export const decisionBlocks = async (ctx: ServiceContext, planId: PlanId): Promise<readonly SummaryBlock[]> => {
  const { storedDecisions, storedDecks } = await readDecisions(ctx);
  const decisions = storedDecisions.filter(({ decision }) => decision.basis.planId === planId);
  if (decisions.length === 0) return [];
  const decks = keyBy(storedDecks, ({ id }) => id);
  return [
    heading('place.decisions'),
    ...table(
      [
        column('decisions.field.decidedOn', { weight: 1 }),
        column('decisions.field.title', { weight: 2 }),
        column('decisions.field.why', { weight: 3 }),
        column('notes.author', { weight: 1.2 }),
        column('decisions.figure', { weight: 2 }),
        column('decisions.expected', { weight: 1.4, align: 'right' }),
      ],
      decisions.flatMap(({ decision }) => decisionRows(decision, decks.get(decision.basis.deck))),
    ),
  ];
};
