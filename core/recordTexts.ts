import type { Amount, Label } from '#shared/contract/figure.ts';
import type { ImportTarget } from '#shared/contract/imports.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Month, Year } from '#shared/domain/time.ts';
import type { Zone } from '#shared/domain/zone.ts';
import { nameKey } from '#shared/equality.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { sentenceGap, serial, text } from '#shared/messages/text.ts';
import { truncateText } from '#shared/presentation/contractDefaults.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';

export { contractName, mainPort, templateClauses, truncateText } from '#shared/presentation/contractDefaults.ts';
export { localizeScenario } from '#shared/presentation/scenario.ts';
export { standardName } from '#shared/presentation/standardNames.ts';

// Texts in the locale of the request that are not part of an answer: those that a command stores in a record, and the text that a search
// compares with. Answers of the core are facts.

/** Returns the name of a copy of a deck, in the locale of the request. */
export const copiedDeckName = (name: string, takenNames: Iterable<string>, limit: number): string =>
  copyName(shippedText(name), takenNames, limit);

/** Returns the first unused of "Name (copy)", "Name (copy 2)" and so on, with at most `limit` UTF-16 units. */
export const copyName = (name: string, takenNames: Iterable<string>, limit: number): string => {
  const usedNames = new Set(Array.from(takenNames, nameKey));
  for (let n = 1; ; n++) {
    const copyNameOf = (originalName: string): string =>
      n === 1 ? text('common.copyOf', { name: originalName }) : text('common.copyOfNumber', { name: originalName, number: n });
    const candidate = copyNameOf(truncateText(name, limit - copyNameOf('').length));
    if (!usedNames.has(nameKey(candidate))) return candidate;
  }
};

/** Returns the first unused of "Name", "Name 2" and so on. */
export const findFreeName = (name: string, takenNames: Iterable<string>): string => {
  const usedNames = new Set(Array.from(takenNames, nameKey));
  let candidate = name;
  for (let n = 2; usedNames.has(nameKey(candidate)); n++) candidate = `${name} ${n}`;
  return candidate;
};

/** Returns the note of a scenario that combines others. */
export const combinedNote = (parts: readonly Scenario[], limit: number): string =>
  text('scenarios.combinedNote', {
    names: parts.map(({ name }) => name).join(serial()),
    note: parts.map(({ note }) => note).join(sentenceGap()),
  }).slice(0, limit);

/** Returns the note of a scenario that scales another one by a factor. */
export const scaledNote = ({ name, note }: Scenario, by: number, limit: number): string =>
  text('scenarios.scaledNote', { name, by: formatNumber(by, { decimals: 2 }), note }).slice(0, limit);

/** The name, note and source of a scenario in which a destination, or a buyer with `others` of its group, takes nothing for some months. */
export const lostOutletTexts = (
  lostOutlet: { readonly zone: Zone } | { readonly buyer: string; readonly others: number },
  { from, to }: { readonly from: Month; readonly to: Month },
): { readonly name: string; readonly note: string; readonly source: string } => {
  const months = { from: formatMonth(from), to: formatMonth(to) };
  return {
    name:
      'zone' in lostOutlet
        ? text('displacement.scenario.zone', { zone: text(`zone.${lostOutlet.zone}`), ...months })
        : text('displacement.scenario.buyer', { buyer: lostOutlet.buyer, ...months }),
    note:
      'zone' in lostOutlet || lostOutlet.others === 0
        ? text('displacement.scenario.note')
        : text('displacement.scenario.groupNote', { buyer: lostOutlet.buyer, count: lostOutlet.others }),
    source: text('scenarios.ownSource'),
  };
};

/** The name of a usual product of a metal, the first that is free. */
export const typicalProductName = (metal: Metal, takenNames: Iterable<string>): string =>
  findFreeName(text(`products.typical.${metal}`), takenNames);

/** The name of a new group of buyers that are treated as one, at most `limit` long. */
export const joinedGroupName = (buyer: string, others: readonly string[], limit: number): string =>
  truncateText(text('groups.newName', { buyer, others: others.join(serial()) }), limit);

/** The name of a buyer that is not named yet. */
export const newBuyerName = (): string => text('buyers.newName');

/** The name of a new tender of a product, the first that is free, at most `limit` long. */
export const newTenderName = (
  { product, year }: { readonly product: string; readonly year: Year },
  takenNames: readonly string[],
  limit: number,
): string => {
  const first = text('tenders.newName', { product, year });
  return takenNames.includes(first) ? copyName(first, takenNames, limit) : first;
};

/** The code of the next bid of a tender. */
export const newBidCode = (number: number): string => text('tenders.bidCode', { number });

/** The source of a price that a user entered. */
export const enteredPriceSource = (): string => text('market.typed');

/** The source of a reference that a user added. */
export const addedReferenceSource = (): string => text('market.own.source');

/** Returns the name of the first plan of a new workspace. */
export const basePlanName = (): string => text('plans.baseline');

/** The note of a plan that an allocation of another plan makes; damages in USD. */
export const allocationNote = (plan: string, damages: number): string =>
  text(damages > 0 ? 'allocation.planNote.damages' : 'allocation.planNote', {
    plan,
    damages: renderLabel({ value: damages, unit: 'usd', decimals: 1 }),
  });

/** The first unused name of a plan with the cure of a limit. */
export const curedPlanName = (plan: string, limit: string, plans: readonly Plan[]): string =>
  findFreeName(
    truncateText(text('limits.cure.planName', { plan, limit }), 110),
    plans.map(({ name }) => name),
  );

/** The note of a plan with the cure of a limit, made from another one. */
export const curedPlanNote = (plan: string, limit: string, damages: Amount, isBroken: boolean): string =>
  text(isBroken ? 'limits.cure.planNote.damages' : 'limits.cure.planNote', { plan, limit, damages: renderLabel(damages) });

/** The name in the form of a new facility, the first that is free. */
export const newFacilityName = (kind: Facility['kind'], takenNames: Iterable<string>): string =>
  findFreeName(text(`financing.blank.${kind}`), takenNames);

/** The name of the prepayment of a contract or a bid, the first that is free. */
export const contractPrepaymentName = (code: string, takenNames: Iterable<string>): string =>
  findFreeName(text('financing.ofContract', { code }), takenNames);

/** The name in the form of a new limit. */
export const newLimitName = (): string => text('limits.blank.name');

/** The name of a block of rows that was pasted. */
export const pastedName = (target: ImportTarget): string => text('imports.pasted', { what: text(`imports.sheet.${target}`).toLowerCase() });

/** The source of a price that was imported from a file. */
export const fileSource = (fileName: string): string => text('imports.source', { name: fileName });

/** The source of a price from a public file; `updated` is the issue that the file names, empty where it names none. */
export const publicSource = (source: 'worldBank' | 'imf', updateDate: string): string => {
  if (source === 'imf') return text('imports.prices.imf');
  return updateDate === '' ? text('imports.prices.worldBank') : text('imports.prices.worldBankOf', { updated: updateDate });
};

/** Joins the labels of a record to the text that a search compares with. */
export const searchText = (labels: readonly Label[]): string => labels.map((label) => renderLabel(label)).join(' ');
