import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { issue } from '../badInput.ts';

/** Spellings of one name have the same key. */
const nameKey = (name: string): string => name.trim().toLocaleLowerCase('en');

export const isSameName = (a: string, b: string): boolean => nameKey(a) === nameKey(b);

/** Finds the buyer of a name; undefined if there is none. */
export type FindBuyer = (name: string) => Buyer | undefined;

/** Indexes buyers by name; of two with the same name, the first is found. */
export const buyersByName = (buyers: readonly Buyer[]): FindBuyer => {
  const found = new Map<string, Buyer>();
  for (const buyer of buyers) if (!found.has(nameKey(buyer.name))) found.set(nameKey(buyer.name), buyer);
  return (name) => found.get(nameKey(name));
};

/** A buyer, its ultimate parent where that is a buyer, that one's parent, and so on; ends at a buyer without another parent or at a circle. */
const parentLine = (buyer: Buyer, find: FindBuyer): readonly Buyer[] => {
  const found = [buyer];
  const met = new Set<string>([buyer.id]);
  for (let at = buyer; at.ultimateParent !== undefined; ) {
    const { name } = at.ultimateParent;
    const next = nameKey(name) === nameKey(buyer.name) ? buyer : find(name);
    // the stored buyer may have another name than the edited one
    if (next === undefined || next.id === at.id || (next.id === buyer.id && next !== buyer)) return found;
    found.push(next);
    if (met.has(next.id)) return found;
    met.add(next.id);
    at = next;
  }
  return found;
};

/** Names in the circle of parents that a buyer belongs to; undefined if there is none. */
export const parentCircle = (buyer: Buyer, find: FindBuyer): readonly string[] | undefined => {
  const found = parentLine(buyer, find);
  return found.length > 1 && found.at(-1)?.id === buyer.id ? found.map(({ name }) => name) : undefined;
};

/** The top of a buyer's line of parents, where the buyer names another one as ultimate parent. */
export const parentAbove = (buyer: Buyer, find: FindBuyer): string | undefined => {
  const found = parentLine(buyer, find);
  const top = found.at(-1)!;
  const owner = top.ultimateParent?.name ?? top.name;
  return found.length < 2 || nameKey(owner) === nameKey(buyer.ultimateParent?.name ?? '') ? undefined : owner;
};

/** Issues of a buyer's parent among the stored buyers: the buyer would own itself, directly or through others. */
export const parentIssues = (buyer: Buyer, find: FindBuyer): readonly FieldIssue[] => {
  if (isSameName(buyer.ultimateParent?.name ?? '', buyer.name)) return [issue('buyer.ultimateParent.name', 'parentItself')];
  const circle = parentCircle(buyer, find);
  return circle ? [issue('buyer.ultimateParent.name', 'parentCircle', { list: circle, by: 'serial' })] : [];
};

/** The name at the top of a buyer's line of parents, the first by spelling in a circle; its own name without a parent. */
const topName = (buyer: Buyer, find: FindBuyer): string => {
  const found = parentLine(buyer, find);
  const top = found.at(-1)!;
  const at = found.findIndex(({ id }) => id === top.id);
  if (at < found.length - 1)
    return found
      .slice(at)
      .map(({ name }) => name)
      .sort()[0]!;
  return top.ultimateParent?.name ?? top.name;
};

/**
 * The one name under which buyers of one ultimate parent count, as the first of them spells it, the parent among them where it buys
 * itself; undefined for a buyer that has no parent and is none. The parent of a buyer's parent is its ultimate parent.
 */
export const parentNames = (buyers: Iterable<Buyer>): ((buyer: Buyer) => string | undefined) => {
  const all = [...buyers];
  const find = buyersByName(all);
  const spelled = new Map<string, string>();
  for (const { ultimateParent } of all) {
    if (ultimateParent && !spelled.has(nameKey(ultimateParent.name))) spelled.set(nameKey(ultimateParent.name), ultimateParent.name);
  }
  return (buyer) => spelled.get(nameKey(topName(buyer, find)));
};
