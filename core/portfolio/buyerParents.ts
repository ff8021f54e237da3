import type { FieldIssue } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { isSameName, nameKey } from '#shared/equality.ts';
import { issue } from '../badInput.ts';

/** Finds the buyer of a name; undefined if there is none. */
export type FindBuyer = (name: string) => Buyer | undefined;

/** Indexes buyers by name; of two with the same name, the first is found. */
export const buyersByName = (buyers: readonly Buyer[]): FindBuyer => {
  const buyersByKey = new Map<string, Buyer>();
  for (const buyer of buyers) if (!buyersByKey.has(nameKey(buyer.name))) buyersByKey.set(nameKey(buyer.name), buyer);
  return (name) => buyersByKey.get(nameKey(name));
};

/** A buyer, its ultimate parent where that is a buyer, that one's parent, and so on; ends at a buyer without another parent or at a circle. */
const parentLine = (buyer: Buyer, find: FindBuyer): readonly Buyer[] => {
  const line = [buyer];
  const visitedIds = new Set<string>([buyer.id]);
  for (let currentBuyer = buyer; currentBuyer.ultimateParent !== undefined; ) {
    const { name } = currentBuyer.ultimateParent;
    const parent = nameKey(name) === nameKey(buyer.name) ? buyer : find(name);
    // the stored buyer may have another name than the edited one
    if (parent === undefined || parent.id === currentBuyer.id || (parent.id === buyer.id && parent !== buyer)) return line;
    line.push(parent);
    if (visitedIds.has(parent.id)) return line;
    visitedIds.add(parent.id);
    currentBuyer = parent;
  }
  return line;
};

/** Names in the circle of parents that a buyer belongs to; undefined if there is none. */
export const parentCircle = (buyer: Buyer, find: FindBuyer): readonly string[] | undefined => {
  const line = parentLine(buyer, find);
  return line.length > 1 && line.at(-1)?.id === buyer.id ? line.map(({ name }) => name) : undefined;
};

/** The top of a buyer's line of parents, where the buyer names another one as ultimate parent. */
export const parentAbove = (buyer: Buyer, find: FindBuyer): string | undefined => {
  const line = parentLine(buyer, find);
  const topBuyer = line.at(-1)!;
  const owner = topBuyer.ultimateParent?.name ?? topBuyer.name;
  return line.length < 2 || nameKey(owner) === nameKey(buyer.ultimateParent?.name ?? '') ? undefined : owner;
};

/** Issues of a buyer's parent among the stored buyers: the buyer would own itself, directly or through others. */
export const parentIssues = (buyer: Buyer, find: FindBuyer): readonly FieldIssue[] => {
  if (isSameName(buyer.ultimateParent?.name ?? '', buyer.name)) return [issue('buyer.ultimateParent.name', 'parentItself')];
  const circle = parentCircle(buyer, find);
  return circle ? [issue('buyer.ultimateParent.name', 'parentCircle', { list: circle, by: 'serial' })] : [];
};

/** The name at the top of a buyer's line of parents, the first by spelling in a circle; its own name without a parent. */
const topName = (buyer: Buyer, find: FindBuyer): string => {
  if (buyer.ultimateParent === undefined) return buyer.name;
  const line = parentLine(buyer, find);
  const topBuyer = line.at(-1)!;
  const circleStart = line.findIndex(({ id }) => id === topBuyer.id);
  if (circleStart < line.length - 1)
    return line
      .slice(circleStart)
      .map(({ name }) => name)
      .sort()[0]!;
  return topBuyer.ultimateParent?.name ?? topBuyer.name;
};

/**
 * The one name under which buyers of one ultimate parent count, as the first of them spells it, the parent among them where it buys
 * itself; undefined for a buyer that has no parent and is none. The parent of a buyer's parent is its ultimate parent.
 */
export const parentNames = (buyers: Iterable<Buyer>): ((buyer: Buyer) => string | undefined) => {
  const allBuyers = [...buyers];
  const find = buyersByName(allBuyers);
  const spellings = new Map<string, string>();
  for (const { ultimateParent } of allBuyers) {
    if (ultimateParent && !spellings.has(nameKey(ultimateParent.name))) spellings.set(nameKey(ultimateParent.name), ultimateParent.name);
  }
  return (buyer) => spellings.get(nameKey(topName(buyer, find)));
};
