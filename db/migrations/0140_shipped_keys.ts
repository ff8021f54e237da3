import { SHIPPED_TEXTS } from './0140_shipped_texts.ts';

type Row = Readonly<Record<string, unknown>>;

/** The part of an SQLite connection that this step uses. */
type Connection = {
  prepare(sql: string): { all(...values: unknown[]): unknown[]; get(...values: unknown[]): unknown; run(...values: unknown[]): unknown };
};

type Log = (entry: { readonly event: string; readonly count: number }) => void;

/** Stored messages by part and text. */
const STORED = new Map<string, Map<string, string>>();
for (const line of SHIPPED_TEXTS.trim().split('\n')) {
  const [part = '', text = '', storedText = ''] = line.split('\t');
  STORED.set(part, (STORED.get(part) ?? new Map()).set(text, storedText.replaceAll('\\n', '\n')));
}
const ANY = new Map([...STORED].filter(([part]) => part !== 'note').flatMap(([, texts]) => [...texts]));

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns the stored message of a text of some part; any other value as it is. */
const storedOf = (part: string, value: unknown): unknown => (typeof value === 'string' ? (STORED.get(part)?.get(value) ?? value) : value);

/** Converts the sources of price moves, a list as JSON. */
const convertMoves = (json: unknown): unknown => {
  const moves: unknown = typeof json === 'string' ? JSON.parse(json) : undefined;
  if (!Array.isArray(moves)) return json;
  const convertedMoves = moves.map((move: unknown) =>
    isRow(move) && 'source' in move ? { ...move, source: storedOf('move', move.source) } : move,
  );
  const isSame = JSON.stringify(convertedMoves) === JSON.stringify(moves);
  return isSame ? json : JSON.stringify(convertedMoves);
};

type Convert = (value: unknown, row: Row) => unknown;

const isShipped = ({ shipped }: Row): boolean => Number(shipped) === 1;
const ofPart =
  (part: string, isOfPart: (row: Row) => boolean = () => true): Convert =>
  (value, row) =>
    isOfPart(row) ? storedOf(part, value) : value;

const SHARES: readonly unknown[] = ['supplierShare', 'importerShare'];
const isShare = ({ topic }: Row): boolean => SHARES.includes(topic);
const isShock = ({ topic }: Row): boolean => topic === 'publicShock';
const hasTexts = (row: Row): boolean => isShare(row) || isShock(row);
const SOURCED: readonly unknown[] = ['importValue', 'exportValue', 'balance', 'importChange', 'defaultRate', 'episode'];

/** The columns with texts of the shipped data, by table. Users can't edit a shipped scenario: its note is converted by its id. */
const COLUMNS: Readonly<Record<string, Readonly<Record<string, Convert>>>> = {
  scenario: {
    name: ofPart('scenario', isShipped),
    note: (value, row) => (isShipped(row) ? (STORED.get('note')?.get(String(row.id)) ?? value) : value),
    prices: (value, row) => (isShipped(row) ? convertMoves(value) : value),
    demand: (value, row) => (isShipped(row) ? convertMoves(value) : value),
    channels: (value, row) => (isShipped(row) ? convertMoves(value) : value),
  },
  reference: { name: ofPart('reference'), source: ofPart('calibration') },
  shipped_price: { source: ofPart('price') },
  deck_point: { source: ofPart('price') },
  fact: {
    product: ofPart('product', hasTexts),
    measure: ofPart('measure', hasTexts),
    period: ofPart('period', hasTexts),
    subject: (value, row) => storedOf(isShock(row) ? 'event' : isShare(row) ? 'place' : '', value),
    source: ofPart('published', (row) => hasTexts(row) || SOURCED.includes(row.topic)),
    check_text: ofPart('check'),
  },
};

const KEYS: Readonly<Record<string, readonly string[]>> = {
  scenario: ['id'],
  reference: ['code'],
  shipped_price: ['reference', 'from_month', 'months'],
  deck_point: ['deck', 'reference', 'month'],
  fact: ['id'],
};

/** Converts the texts of a row of a table; the row itself where there is none. */
export const convertRow = <R extends Row>(table: string, row: R): R => {
  const changed = Object.entries(COLUMNS[table] ?? {}).flatMap(([column, convert]) => {
    const value = column in row ? convert(row[column], row) : undefined;
    return column in row && value !== row[column] ? [[column, value] as const] : [];
  });
  return changed.length === 0 ? row : { ...row, ...Object.fromEntries(changed) };
};

/** Converts every label `{ shipped }` inside a stored result, and the name of the scenario in its head. */
const convertResult = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(convertResult);
  if (!isRow(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (name === 'shipped' && typeof part === 'string') return [name, ANY.get(part) ?? part];
      if (name === 'head' && isRow(part) && 'scenario' in part) return [name, { ...part, scenario: storedOf('scenario', part.scenario) }];
      return [name, convertResult(part)];
    }),
  );
};

const convertImage = (table: string, json: unknown): unknown => {
  const image: unknown = typeof json === 'string' ? JSON.parse(json) : undefined;
  if (!isRow(image)) return json;
  const convertedImage = convertRow(table, image);
  return convertedImage === image ? json : JSON.stringify(convertedImage);
};

/** The labels of changes that name a shipped scenario or reference, with the part of its name. */
const LABELS = [
  { key: 'history.scenario', part: 'scenario' },
  { key: 'history.priceProcess', part: 'reference' },
] as const;

const convertLabel = (json: unknown): unknown => {
  const label: unknown = typeof json === 'string' ? JSON.parse(json) : undefined;
  if (!isRow(label) || !isRow(label.values)) return json;
  const part = LABELS.find(({ key }) => String(label.key).startsWith(key))?.part;
  if (part === undefined) return json;
  const values = Object.entries(label.values).map(([name, value]) => [name, convertResult(storedOf(part, value))]);
  const convertedLabel = JSON.stringify({ ...label, values: Object.fromEntries(values) });
  return convertedLabel === JSON.stringify(label) ? json : convertedLabel;
};

/**
 * Schema 140: shipped scenarios, references, prices and published figures have message keys in place of English, so that each locale has
 * its own text. A text that a user changed is not in the list and stays unchanged. Stored images, results and labels are converted alike.
 */
export const shippedKeys = {
  version: 140,
  keepsUndo: true,
  run: (connection: Connection, log: Log): void => {
    let count = 0;
    for (const [table, keys] of Object.entries(KEYS)) {
      const columns = Object.keys(COLUMNS[table] ?? {});
      const update = connection.prepare(
        `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`,
      );
      for (const row of connection.prepare(`SELECT * FROM ${table}`).all().filter(isRow)) {
        const convertedImage = convertRow(table, row);
        if (convertedImage === row) continue;
        update.run(...columns.map((column) => convertedImage[column]), ...keys.map((key) => row[key]));
        count += 1;
      }
    }

    const updateImages = connection.prepare('UPDATE history_row SET "before" = ?, "after" = ? WHERE id = ?');
    for (const table of Object.keys(KEYS)) {
      const images = connection.prepare('SELECT id, "before", "after" FROM history_row WHERE table_name = ?').all(table).filter(isRow);
      for (const image of images) {
        const [before, after] = [convertImage(table, image.before), convertImage(table, image.after)];
        if (before !== image.before || after !== image.after) updateImages.run(before, after, image.id);
      }
    }

    const updateLabel = connection.prepare('UPDATE history_change SET label = ? WHERE id = ?');
    for (const change of connection.prepare('SELECT id, label FROM history_change').all().filter(isRow)) {
      const label = convertLabel(change.label);
      if (label !== change.label) updateLabel.run(label, change.id);
    }

    const updateRun = connection.prepare('UPDATE run SET result = ? WHERE id = ?');
    const runs = connection.prepare('SELECT id, result FROM run WHERE result IS NOT NULL').all().filter(isRow);
    for (const { id, result } of runs) updateRun.run(JSON.stringify(convertResult(JSON.parse(String(result)))), id);

    if (count > 0) log({ event: 'shippedTextsConverted', count });
  },
};
