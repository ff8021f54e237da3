import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { issue } from '../badInput.ts';

const known = (name: string): string => name.trim().toLocaleLowerCase('en');

/** A buyer, the buyer that it names as its ultimate parent, the one that that names, and on; ends at one who is its own, or at a circle. */
const line = (buyer: Buyer, buyers: readonly Buyer[]): readonly Buyer[] => {
  const found = [buyer];
  for (let at = buyer; at.ultimateParent !== undefined; ) {
    const parent = known(at.ultimateParent.name);
    const next = buyers.find(({ name }) => known(name) === parent);
    if (next === undefined || next.id === at.id) return found;
    found.push(next);
    if (found.findIndex(({ id }) => id === next.id) < found.length - 1) return found;
    at = next;
  }
  return found;
};

/** Names round the circle in which a buyer owns itself by way of others; undefined where it is in none. */
export const parentCircle = (buyer: Buyer, buyers: readonly Buyer[]): readonly string[] | undefined => {
  const found = line(buyer, buyers);
  return found.length > 1 && found.at(-1)?.id === buyer.id ? found.map(({ name }) => name) : undefined;
};

/** The owner of the parent that a buyer names, where that parent is a buyer with another parent: then it is not the ultimate one. */
export const parentAbove = (buyer: Buyer, buyers: readonly Buyer[]): string | undefined => {
  const found = line(buyer, buyers);
  const top = found.at(-1)!;
  const owner = top.ultimateParent?.name ?? top.name;
  return found.length < 2 || known(owner) === known(buyer.ultimateParent?.name ?? '') ? undefined : owner;
};

/** What is wrong with the parent of a buyer beside those that are there: it would own itself. */
export const parentIssues = (buyer: Buyer, others: readonly Buyer[]): readonly FieldIssue[] => {
  const circle = parentCircle(buyer, [...others.filter(({ id }) => id !== buyer.id), buyer]);
  return circle ? [issue('buyer.ultimateParent.name', 'parentCircle', circle.join(' → '))] : [];
};
