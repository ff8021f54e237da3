import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { serial } from '#shared/messages/text.ts';
import { issue } from '../badInput.ts';

/** Spellings of a parent's name that mean the same one. */
const known = (name: string): string => name.trim().toLocaleLowerCase('en');

/** The buyer of a name; undefined where nobody is called so. */
export type FindBuyer = (name: string) => Buyer | undefined;

/** Finds buyers by their names; of two with one name the first. */
export const buyersByName = (buyers: readonly Buyer[]): FindBuyer => {
  const found = new Map<string, Buyer>();
  for (const buyer of buyers) if (!found.has(known(buyer.name))) found.set(known(buyer.name), buyer);
  return (name) => found.get(known(name));
};

/** A buyer, the buyer that it names as its ultimate parent, the one that that names, and on; ends at one who is its own, or at a circle. */
const line = (buyer: Buyer, find: FindBuyer): readonly Buyer[] => {
  const found = [buyer];
  const met = new Set<string>([buyer.id]);
  for (let at = buyer; at.ultimateParent !== undefined; ) {
    const { name } = at.ultimateParent;
    const next = known(name) === known(buyer.name) ? buyer : find(name);
    // what is stored of the buyer itself may have another name than it is given now
    if (next === undefined || next.id === at.id || (next.id === buyer.id && next !== buyer)) return found;
    found.push(next);
    if (met.has(next.id)) return found;
    met.add(next.id);
    at = next;
  }
  return found;
};

/** Names round the circle in which a buyer owns itself by way of others; undefined where it is in none. */
export const parentCircle = (buyer: Buyer, find: FindBuyer): readonly string[] | undefined => {
  const found = line(buyer, find);
  return found.length > 1 && found.at(-1)?.id === buyer.id ? found.map(({ name }) => name) : undefined;
};

/** The owner of the parent that a buyer names, where that parent is a buyer with another parent: then it is not the ultimate one. */
export const parentAbove = (buyer: Buyer, find: FindBuyer): string | undefined => {
  const found = line(buyer, find);
  const top = found.at(-1)!;
  const owner = top.ultimateParent?.name ?? top.name;
  return found.length < 2 || known(owner) === known(buyer.ultimateParent?.name ?? '') ? undefined : owner;
};

/** What is wrong with the parent of a buyer beside those that are there: it would own itself. */
export const parentIssues = (buyer: Buyer, find: FindBuyer): readonly FieldIssue[] => {
  const circle = parentCircle(buyer, find);
  return circle ? [issue('buyer.ultimateParent.name', 'parentCircle', circle.join(serial()))] : [];
};

/**
 * The one name under which buyers of one ultimate parent count, as the first of them spells it, the parent among them where it buys
 * itself; undefined for a buyer that has no parent and is none.
 */
export const parentNames = (buyers: Iterable<Buyer>): ((buyer: Buyer) => string | undefined) => {
  const spelled = new Map<string, string>();
  for (const { ultimateParent } of buyers) {
    if (ultimateParent && !spelled.has(known(ultimateParent.name))) spelled.set(known(ultimateParent.name), ultimateParent.name);
  }
  return ({ name, ultimateParent }) => spelled.get(known(ultimateParent?.name ?? name));
};
