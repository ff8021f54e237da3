type Row = Readonly<Record<string, unknown>>;

/** The part of an SQLite connection that this step uses. */
type Connection = {
  prepare(sql: string): { all(...values: unknown[]): unknown[]; get(...values: unknown[]): unknown; run(...values: unknown[]): unknown };
};

type Log = (entry: { readonly event: string; readonly count: number }) => void;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The month of a date as year*12 + month-1. */
const monthOfDate = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

/** Rewrites a channel event with calendar months, both included, as months after the start of its scenario; none if it ends before. */
const convertEvent = (event: unknown, start: number | undefined): unknown[] => {
  if (!isRow(event) || typeof event.from !== 'number' || typeof event.to !== 'number') return [event];
  const { from, to, ...rest } = event;
  const origin = start ?? from;
  const first = Math.max(from, origin);
  return to < first ? [] : [{ ...rest, afterMonths: first - origin, months: to - first + 1, source: 'Not stated.' }];
};

/** Converts the channels of a scenario, as JSON; undefined if there is nothing to convert. */
const convertChannels = (json: unknown, start: number | undefined): string | undefined => {
  const events: unknown = typeof json === 'string' ? JSON.parse(json) : undefined;
  if (!Array.isArray(events) || !events.some((event) => isRow(event) && 'from' in event)) return undefined;
  return JSON.stringify(events.flatMap((event) => convertEvent(event, start)));
};

/**
 * Schema 130: before schema 20 a scenario's channel events had calendar months. A file created then may still contain some; they become
 * months after the scenario's start, as of the valuation date. Stored images are converted alike.
 */
export const scenarioChannels = {
  version: 130,
  keepsUndo: true,
  run: (connection: Connection, log: Log): void => {
    const setting = connection.prepare('SELECT valuation_date FROM setting').get();
    const valuationMonth = isRow(setting) ? monthOfDate(String(setting.valuation_date)) : undefined;
    const startOf = ({ starts_after_months: after }: Row): number | undefined =>
      valuationMonth === undefined ? undefined : valuationMonth + Number(after);

    const update = connection.prepare('UPDATE scenario SET channels = ? WHERE id = ?');
    let count = 0;
    for (const row of connection.prepare('SELECT id, starts_after_months, channels FROM scenario').all().filter(isRow)) {
      const channels = convertChannels(row.channels, startOf(row));
      if (channels === undefined) continue;
      update.run(channels, row.id);
      count += 1;
    }

    const convertImage = (json: unknown): unknown => {
      const image: unknown = typeof json === 'string' ? JSON.parse(json) : undefined;
      const channels = isRow(image) ? convertChannels(image.channels, startOf(image)) : undefined;
      return channels === undefined ? json : JSON.stringify({ ...(image as Row), channels });
    };
    const updateImages = connection.prepare('UPDATE history_row SET "before" = ?, "after" = ? WHERE id = ?');
    const images = connection.prepare(`SELECT id, "before", "after" FROM history_row WHERE table_name = 'scenario'`).all().filter(isRow);
    for (const image of images) {
      const [before, after] = [convertImage(image.before), convertImage(image.after)];
      if (before !== image.before || after !== image.after) updateImages.run(before, after, image.id);
    }

    if (count > 0) log({ event: 'scenarioChannelsConverted', count });
  },
};
