import { getDeck, listDeckPoints, listDecks, listDeckVersions, removeDeck, saveDeck, saveDeckPoints } from '#db/repositories/decks.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import type { DeckSummary } from '#shared/contract/decks.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Deck } from '#shared/domain/deck.ts';
import { DeckId } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { isSameName } from '#shared/equality.ts';
import { everyShippedText, isStoredText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { ServiceContext } from '../context.ts';
import { listDeckSeries } from '../portfolio/deckSeries.ts';
import { deckLabel } from '../portfolio/labels.ts';
import { copiedDeckName } from '../recordTexts.ts';

const MAX_NAME = 120;

/** The runs of months between entered prices that the rule of a deck fills. */
const gapsOf = (months: readonly Month[]): readonly { readonly from: Month; readonly to: Month }[] =>
  months.flatMap((month, i) => {
    const next = months[i + 1];
    return next === undefined || next === month + 1 ? [] : [{ from: month + 1, to: next - 1 }];
  });

/**
 * The source that most references have in a deck that ships: of the base deck in the month of its actual prices, default assumptions aside;
 * of the others at the end of the plan, prices of the base deck aside.
 */
const readCommonSource = async (db: Db, { id, kind }: Deck): Promise<DeckSummary['commonSource']> => {
  const { valuationDate, horizonYear } = await getSettings(db);
  const valuation = monthOfDate(valuationDate);
  const month = kind === 'base' ? valuation : Math.max(valuation + 1, monthOf(horizonYear, 12));
  const points = await listDeckSeries(db, { deck: id, from: month, to: month });
  const isOwn = ({ origin, source }: DeckPoint): boolean =>
    kind === 'base' ? origin !== 'house' : !isStoredText(source, 'shipped.fill.asBase');
  const ownPoints = points.filter(isOwn);
  const [commonest] = [...Map.groupBy(ownPoints, ({ source }) => source)].sort(([, a], [, b]) => b.length - a.length);
  return commonest && { source: { shipped: commonest[0] }, references: commonest[1].length, of: points.length };
};

/** Lists the decks with their sources, entered prices and the gaps between them. */
export const listDeckSummaries = async (db: Db): Promise<Output<'decks.list'>> => {
  const names = new Map((await listReferences(db)).map(({ code, name }) => [code, name]));
  const points = Map.groupBy(await listDeckPoints(db), ({ deck }) => deck);
  const rows = [];
  for (const { deck, version } of await listDeckVersions(db)) {
    const deckPoints = points.get(deck.id) ?? [];
    const months = deckPoints.map(({ month }) => month);
    const byReference = Map.groupBy(deckPoints, ({ reference }) => reference);
    const commonSource = deck.kind === 'own' ? undefined : await readCommonSource(db, deck);
    rows.push({
      id: deck.id,
      name: deckLabel(deck),
      kind: deck.kind,
      rule: deck.rule,
      source: deck.source,
      ...(commonSource && { commonSource }),
      version,
      prices: deckPoints.length,
      references: byReference.size,
      ...(months.length > 0 ? { from: Math.min(...months), to: Math.max(...months) } : {}),
      gaps:
        deck.kind === 'own'
          ? [...byReference].flatMap(([reference, referencePoints]) =>
              gapsOf(referencePoints.map(({ month }) => month)).map((gap) => ({
                reference: { shipped: names.get(reference) ?? reference },
                ...gap,
              })),
            )
          : [],
    });
  }
  return { rows };
};

/** Throws NOT_FOUND for a deck that ships with Orebook, which can't be edited. */
const requireOwnDeck = ({ kind, id }: Deck): void => {
  if (kind !== 'own') throw new OrebookError('NOT_FOUND', { kind: 'deck', id });
};

/** Adds or edits a deck of the user. Throws BAD_INPUT for a name in use, STALE, and NOT_FOUND, also for one that ships. */
export const saveOwnDeck = async (
  { deck: { id, version, ...fields } }: ParsedInput<'decks.save'>,
  { workspace, newId }: ServiceContext,
): Promise<Output<'decks.save'>> => {
  const db = workspace.db();
  const others = (await listDecks(db)).filter((listedDeck) => listedDeck.id !== id);
  if (others.some(({ name }) => everyShippedText(name).some((knownName) => isSameName(knownName, fields.name))))
    throwIfIssues([issue('deck.name', 'taken', fields.name)]);
  if (id !== undefined) requireOwnDeck(await getDeck(db, id));
  const deck: Deck = { ...fields, id: id ?? DeckId.parse(newId()), kind: 'own' };
  const label = message(id === undefined ? 'history.deckAdded' : 'history.deckEdited', { name: fields.name });
  return workspace.change(label, async (tx) => {
    await saveDeck(tx, deck, version);
    return { id: deck.id };
  });
};

/** Copies a deck with its prices; of one that ships the estimated ones too, to the plan's last year. Throws NOT_FOUND. */
export const copyDeck = async ({ id }: ParsedInput<'decks.copy'>, { workspace, newId }: ServiceContext): Promise<Output<'decks.copy'>> => {
  const db = workspace.db();
  const deck = await getDeck(db, id);
  const name = copiedDeckName(
    deck.name,
    (await listDecks(db)).flatMap((listedDeck) => everyShippedText(listedDeck.name)),
    MAX_NAME,
  );
  const { valuationDate, horizonYear } = await getSettings(db);
  const from = monthOfDate(valuationDate) + 1;
  const points =
    deck.kind === 'own'
      ? (await listDeckPoints(db)).filter((point) => point.deck === id)
      : await listDeckSeries(db, { deck: id, from, to: Math.max(from, monthOf(horizonYear, 12)) });
  const copy: Deck = { ...deck, id: DeckId.parse(newId()), name, kind: 'own' };
  return workspace.change(message('history.deckCopied', { name: deckLabel(deck) }), async (tx) => {
    await saveDeck(tx, copy);
    await saveDeckPoints(
      tx,
      copy.id,
      points.map(({ reference, month, price, origin, source }) => ({ reference, month, price, origin, source })),
    );
    return { id: copy.id, name };
  });
};

/** Deletes a deck of the user with its prices. Throws NOT_FOUND, also for one that ships. */
export const deleteDeck = async ({ id }: ParsedInput<'decks.remove'>, { workspace }: ServiceContext): Promise<void> => {
  const deck = await getDeck(workspace.db(), id);
  requireOwnDeck(deck);
  await workspace.change(message('history.deckRemoved', { name: deck.name }), (tx) => removeDeck(tx, id));
};
