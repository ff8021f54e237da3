import { findById } from '#shared/collections.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { BuyerId, ProductId } from '#shared/domain/ids.ts';
import { isMessageKey, message } from '#shared/messages/text.ts';
import { groupName } from '../portfolio/buyerGroups.ts';
import { contractCode, countryLabel, deckLabel, referenceLabel, scenarioLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

const messageLabel = (key: string): Label | undefined => (isMessageKey(key) ? message(key) : undefined);

const nameLabel = (name: string | undefined): Label | undefined => (name === undefined ? undefined : { name });

/** The name of a record, or of a part of a figure, by the kind and id of a subject; undefined for what has none. */
const subjectPart = (book: Workbook, part: string): Label | undefined => {
  const [kind, id = ''] = part.split(':');
  switch (kind) {
    case 'contract':
      return { name: contractCode(book, id) };
    case 'buyer':
      return nameLabel(book.buyers.get(BuyerId.parse(id))?.name);
    case 'group':
      return { name: groupName(book, id) };
    case 'product':
      return nameLabel(book.products.get(ProductId.parse(id))?.name);
    case 'limit':
      return nameLabel(book.limits.find((limit) => limit.id === id)?.name);
    case 'facility':
      return nameLabel(book.facilities.find((facility) => facility.id === id)?.name);
    case 'reference':
      return referenceLabel(book.references, id);
    case 'destinationCountry':
      return countryLabel(book.countries, id);
    case 'zone':
    case 'metal':
      return messageLabel(`${kind}.${id}`);
    default:
      return undefined;
  }
};

/** Returns the name of a figure: its measure, its record and what differs from the chosen plan at deck prices; without its period. */
export const figureName = (book: Workbook, identity: FigureIdentity): Label => {
  const { measure, subject, plan, scenario: scenarioId, deck, financingCase, dealBasis, against } = identity;
  const otherPlan = plan === undefined || plan === book.settings.planId ? undefined : findById(book.plans, plan)?.name;
  const scenario = scenarioId === undefined ? undefined : findById(book.scenarios, scenarioId);
  const otherDeck = deck === book.settings.deck || financingCase !== undefined ? undefined : findById(book.decks, deck);
  let name: Label = messageLabel(`figure.measure.${measure}`) ?? { name: measure };
  const subjects = [...subject.split('/').map((part) => subjectPart(book, part)), nameLabel(otherPlan)].filter(
    (part) => part !== undefined,
  );
  if (dealBasis === 'alone') name = message('figure.alone', { figure: name });
  for (const part of subjects) name = message('figure.of', { figure: name, subject: part });
  if (against !== undefined) name = message('figure.differenceTo', { figure: name });
  if (scenario !== undefined) name = message('figure.inScenario', { figure: name, scenario: scenarioLabel(scenario) });
  if (financingCase !== undefined) name = message('figure.lenderCase', { figure: name });
  if (otherDeck !== undefined) name = message('figure.onDeck', { figure: name, deck: deckLabel(otherDeck, 'inSentence') });
  return name;
};
