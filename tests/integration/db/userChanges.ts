import fc from 'fast-check';
import type { Workspace } from '#db/connection.ts';
import { removeBuyer, saveBuyer } from '#db/repositories/buyers.ts';
import { removeContract, saveContract } from '#db/repositories/contracts.ts';
import { removeDeckPoints, saveDeckPoints } from '#db/repositories/decks.ts';
import { removeLimit, saveLimit } from '#db/repositories/limits.ts';
import { removePlan, savePlan } from '#db/repositories/plans.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { BuyerId, ContractId, LimitId, PlanId, ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { buyer, contract, fullTerms, limit, opening, plan } from './records.ts';
import { changeAsUser } from './workspaceFiles.ts';

export type UserChange = (tx: Tx) => Promise<unknown>;

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((text) => text.trim().length > 0 && !text.includes('\0'));
const share = fc.double({ min: 0, max: 1, noNaN: true });
const tonnes = fc.double({ min: 0, max: 1e9, noNaN: true });
const name = (prefix: string) => fc.nat({ max: 3 }).map((i) => `${prefix}${i}`);

/** One change by a user to few records, so that changes interact. Some are refused (a buyer in use, a chosen plan) and change nothing. */
export const USER_CHANGE: fc.Arbitrary<UserChange> = fc.oneof(
  fc.tuple(name('b'), text, share, fc.constantFrom('A', 'BB', 'unrated')).map(
    ([id, note, part, rating]): UserChange =>
      (tx) =>
        saveBuyer(tx, buyer(id, { note, rating: rating as 'A', destination: [{ country: 'JP', share: part }] })),
  ),
  name('b').map(
    (id): UserChange =>
      (tx) =>
        removeBuyer(tx, BuyerId.parse(id)),
  ),
  fc.tuple(name('c'), name('b'), tonnes, text, fc.nat({ max: 2 }), fc.boolean()).map(
    ([id, buyerId, tonnesPerYear, note, count, collar]): UserChange =>
      (tx) => {
        const terms = Array.from({ length: count + 1 }, (_, i) => {
          const { collar: fullCollar, ...rest } = fullTerms(monthOf(2026 + i, 1));
          return { ...rest, quantity: { ...rest.quantity, tonnesPerYear }, ...(collar && fullCollar && { collar: fullCollar }) };
        });
        return saveContract(
          tx,
          contract(id, {
            buyerId,
            note,
            terms,
            ...(collar && { opening: opening({ takenTonnes: tonnesPerYear }) }),
            dates: terms.map(() => ({ kind: 'other', date: '2027-02-28', note })),
          }),
        );
      },
  ),
  name('c').map(
    (id): UserChange =>
      (tx) =>
        removeContract(tx, ContractId.parse(id)),
  ),
  fc.tuple(name('p'), fc.uniqueArray(name('c')), fc.option(share, { nil: undefined })).map(
    ([id, contracts, probability]): UserChange =>
      (tx) =>
        savePlan(
          tx,
          plan(id, { overrides: contracts.map((contractId) => ({ contractId, ...(probability !== undefined && { probability }) })) }),
        ),
  ),
  name('p').map(
    (id): UserChange =>
      (tx) =>
        removePlan(tx, PlanId.parse(id)),
  ),
  fc.tuple(fc.integer({ min: -6, max: 6 }), fc.double({ min: -1e4, max: 1e7, noNaN: true }), fc.constantFrom('low', 'base', 'high')).map(
    ([month, price, deck]): UserChange =>
      (tx) =>
        saveDeckPoints(tx, deck as 'low', [
          { reference: ReferenceCode.parse('CU'), month: monthOf(2026, 5) + month, price, origin: 'user', source: '' },
        ]),
  ),
  fc.integer({ min: -6, max: 6 }).map(
    (month): UserChange =>
      (tx) =>
        removeDeckPoints(tx, 'base', [{ reference: ReferenceCode.parse('CU'), month: monthOf(2026, 5) + month }]),
  ),
  fc.tuple(share, name('l')).map(
    ([warn, id]): UserChange =>
      (tx) =>
        saveLimit(tx, limit(id, { warn, breach: 1 })),
  ),
  name('l').map(
    (id): UserChange =>
      (tx) =>
        removeLimit(tx, LimitId.parse(id)),
  ),
  fc.tuple(fc.double({ min: -0.5, max: 1, noNaN: true }), fc.constantFrom('light', 'dark')).map(
    ([discountRate, theme]): UserChange =>
      async (tx) =>
        saveSettings(tx, { ...(await getSettings(tx)), discountRate, theme: theme as 'light' }),
  ),
);

const REFUSALS = new Set(['IN_USE', 'NOT_FOUND', 'DUPLICATE']);

/** Makes several changes in one transaction; a refused one writes nothing. */
export const applyAll = async (workspace: Workspace, acts: readonly UserChange[]): Promise<void> =>
  changeAsUser(workspace, async (tx) => {
    for (const act of acts) {
      try {
        await act(tx);
      } catch (error) {
        if (!(error instanceof OrebookError && REFUSALS.has(error.code))) throw error;
      }
    }
  });
