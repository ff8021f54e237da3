import type { SimulationSettings } from '../domain/simulation.ts';
import { shippedText } from '../messages/shipped.ts';
import { comma, text } from '../messages/text.ts';
import { formatDate, formatPlainNumber } from '../units/format.ts';

type StoredRun = {
  /** Absent for a run of several plans. */
  readonly plan?: string | undefined;
  readonly settings: Pick<SimulationSettings, 'paths' | 'seed' | 'draws'>;
  readonly seconds: number;
  /** When it was started, ISO 8601. */
  readonly at: string;
  /** The name of its price deck as stored; earlier runs have none. */
  readonly deck?: string | undefined;
};

/** Describes a stored run in one line: plan, paths, seed, draws, duration, date and price deck. */
export const runNote = ({ plan, settings: { paths, seed, draws }, seconds, at, deck }: StoredRun): string => {
  const values = {
    paths: formatPlainNumber(paths, { decimals: 0 }),
    seed: String(seed),
    draws: text(`simulation.page.drawsUsed.${draws}`),
    seconds: formatPlainNumber(seconds, { decimals: 1 }),
    date: formatDate(at.slice(0, 10)),
  };
  const settingsNote = plan === undefined ? text('compare.page.paths.note', values) : text('simulation.page.meta', { plan, ...values });
  return deck === undefined ? settingsNote : `${settingsNote}${comma()}${text('simulation.page.deck', { deck: shippedText(deck) })}`;
};
