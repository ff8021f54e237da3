type Json = Record<string, unknown>;

/** The part of an SQLite connection that this step uses. */
type Connection = {
  exec(sql: string): unknown;
  prepare(sql: string): { all(...values: unknown[]): unknown[]; get(...values: unknown[]): unknown; run(...values: unknown[]): unknown };
};

type Log = (entry: { readonly event: string; readonly count: number }) => void;

/** The prepayment in a contract's payment terms before schema 210. */
type Prepayment = {
  readonly amountUsd: number;
  readonly date: string;
  readonly annualRate: number;
  readonly graceMonths: number;
  readonly repayMonths: number;
};

const FIRST_MONTH = 1990 * 12;
const LAST_MONTH = 2100 * 12;
const MAX_USD = 1e12;
const MAX_ID = 64;
const MAX_NAME = 120;
const MAX_NOTE = 2000;

const SCHEMA = `
ALTER TABLE facility ADD COLUMN in_baseline INTEGER NOT NULL DEFAULT 1 CHECK (in_baseline IN (0, 1));
ALTER TABLE facility ADD COLUMN bid_id TEXT CHECK (length(bid_id) BETWEEN 1 AND 64);
ALTER TABLE deal_version ADD COLUMN prepayment TEXT CHECK (prepayment IS NULL OR json_valid(prepayment));
`;

/** Stored images get the columns of their tables as they are now. */
const IMAGES = `
UPDATE history_row
SET "before" = json_insert("before", '$.in_baseline', 1, '$.bid_id', NULL),
  "after" = json_insert("after", '$.in_baseline', 1, '$.bid_id', NULL)
WHERE table_name = 'facility';
UPDATE history_row
SET "before" = json_insert("before", '$.prepayment', NULL),
  "after" = json_insert("after", '$.prepayment', NULL)
WHERE table_name = 'deal_version';
UPDATE history_row
SET "before" = json_remove("before", '$.prepayment'),
  "after" = json_remove("after", '$.prepayment')
WHERE table_name = 'contract_terms';
`;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const isPrepayment = (value: unknown): value is Prepayment => isObject(value) && typeof value.amountUsd === 'number';

/** Takes the prepayments out of sets of terms. Like the valuation of earlier versions, it answers that of the first set with one. */
const takeFromTerms = (terms: unknown): Prepayment | undefined => {
  let prepayment: Prepayment | undefined;
  for (const set of Array.isArray(terms) ? terms : []) {
    const payment: unknown = isObject(set) ? set.payment : undefined;
    if (!isObject(payment)) continue;
    if (prepayment === undefined && isPrepayment(payment.prepayment)) prepayment = payment.prepayment;
    delete payment.prepayment;
  }
  return prepayment;
};

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

const monthOfDate = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;

type Language = 'en' | 'zh-CN';
const NAME: Readonly<Record<Language, (code: string) => string>> = {
  en: (code) => `Prepayment under ${code}`,
  'zh-CN': (code) => `${code} 项下预付款`,
};
const RECEIVED: Readonly<Record<Language, (date: string) => string>> = {
  en: (date) => `Date of receipt: ${date}.`,
  'zh-CN': (date) => `收款日：${date}。`,
};
const TYPED: Readonly<Record<Language, (texts: string) => string>> = {
  en: (texts) => `Unfinished entries of the contract's prepayment: ${texts}.`,
  'zh-CN': (texts) => `合同预付款中未完成的输入：${texts}。`,
};

type NewFacility = {
  readonly name: string;
  readonly buyerId: string;
  readonly prepayment: Prepayment;
  readonly isInBaseline: boolean;
  readonly contractId?: string;
  readonly bidId?: string | undefined;
};

/** Adds facilities, in their order and before those that exist: they were set off first. */
const facilityWriter = (connection: Connection) => {
  const { language } = (connection.prepare('SELECT language FROM setting').get() ?? { language: 'en' }) as { language: Language };
  const { revision } = connection.prepare('SELECT revision FROM workspace_state').get() as { revision: number };
  const isTaken = connection.prepare('SELECT 1 FROM facility WHERE id = ?');
  const insert = connection.prepare(`
    INSERT INTO facility (id, name, kind, lender, buyer_id, rank, position, commitment, draws, upfront_fee, commitment_fee, other_fees, rate,
      day_count, period_months, first_repayment, final_maturity, grace_interest, repayment, recourse, early_end_share, sweep_share,
      dsra_months, dsra_at_close, covenants, note, version, in_baseline, bid_id)
    VALUES (?, ?, 'prepayment', '', ?, 1, ?, ?, ?, 0, 0, '[]', ?, 'actual/360', 1, ?, ?, 'capitalised', '{"style":"equalParts"}', 0, 0, 0,
      0, 0, '{}', ?, ?, ?, ?)`);
  const link = connection.prepare('INSERT INTO facility_contract (facility_id, contract_id, position) VALUES (?, ?, 0)');
  const facilityRows = connection.prepare('SELECT id FROM facility ORDER BY position, id').all() as { id: string }[];
  let count = 0;
  const names = new Set(
    (connection.prepare('SELECT name FROM facility').all() as { name: string }[]).map(({ name }) => name.toLowerCase()),
  );
  const freeName = (base: string): string => {
    let name = base.slice(0, MAX_NAME);
    for (let i = 2; names.has(name.toLowerCase()); i++) name = `${base.slice(0, MAX_NAME - 4)} ${i}`;
    names.add(name.toLowerCase());
    return name;
  };
  const freeId = (base: string): string => {
    let id = base.slice(0, MAX_ID);
    for (let i = 2; isTaken.get(id) !== undefined; i++) id = `${base.slice(0, MAX_ID - 4)}-${i}`;
    return id;
  };
  return {
    language,
    add: ({ name, buyerId, prepayment, isInBaseline, contractId, bidId }: NewFacility): string => {
      const { amountUsd, date, annualRate, graceMonths, repayMonths } = prepayment;
      const amount = Math.min(amountUsd, MAX_USD);
      const receiptMonth = monthOfDate(date);
      // months of the calendar that the workspace has; dates within it are taken over as they are
      const start = clamp(receiptMonth, FIRST_MONTH, LAST_MONTH - 1);
      const first = clamp(receiptMonth + graceMonths + 1, start + 1, LAST_MONTH);
      const last = clamp(receiptMonth + graceMonths + repayMonths, first, LAST_MONTH);
      const id = freeId(`prepayment-${contractId ?? bidId}`);
      insert.run(
        id,
        freeName(NAME[language](name)),
        buyerId,
        count,
        amount,
        JSON.stringify([{ month: start, amount }]),
        JSON.stringify({ kind: 'fixed', rate: annualRate }),
        first,
        last,
        RECEIVED[language](date),
        revision,
        isInBaseline ? 1 : 0,
        bidId ?? null,
      );
      if (contractId !== undefined) link.run(id, contractId);
      count += 1;
      return id;
    },
    /** Moves the facilities that existed behind those added; answers how many were added. */
    finish: (): number => {
      const move = connection.prepare('UPDATE facility SET position = ? WHERE id = ?');
      if (count > 0) for (const [i, { id }] of facilityRows.entries()) move.run(count + i, id);
      return count;
    },
  };
};

type Writer = ReturnType<typeof facilityWriter>;
type ContractFacility = { readonly id: string; readonly prepayment: Prepayment };

const isSamePrepayment = (a: Prepayment | undefined, b: Prepayment | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    (['amountUsd', 'date', 'annualRate', 'graceMonths', 'repayMonths'] as const).every((key) => a[key] === b[key]));

const moveContracts = (connection: Connection, { add }: Writer): ReadonlyMap<string, ContractFacility> => {
  const terms = connection.prepare(
    'SELECT prepayment FROM contract_terms WHERE contract_id = ? AND prepayment IS NOT NULL ORDER BY from_month LIMIT 1',
  );
  const movedFacilities = new Map<string, ContractFacility>();
  const contracts = connection.prepare('SELECT id, code, buyer_id FROM contract ORDER BY code').all();
  for (const { id, code, buyer_id: buyerId } of contracts as { id: string; code: string; buyer_id: string }[]) {
    const row = terms.get(id) as { prepayment: string } | undefined;
    if (row === undefined) continue;
    const prepayment = JSON.parse(row.prepayment) as Prepayment;
    movedFacilities.set(id, { prepayment, id: add({ name: code, buyerId, prepayment, isInBaseline: true, contractId: id }) });
  }
  return movedFacilities;
};

/** A plan whose terms of a contract have another prepayment, or none, excludes the contract's and includes its own. */
const movePlans = (connection: Connection, { add }: Writer, ofContracts: ReadonlyMap<string, ContractFacility>): void => {
  const contract = connection.prepare('SELECT code, buyer_id FROM contract WHERE id = ?');
  const update = connection.prepare('UPDATE plan_override SET terms = ? WHERE plan_id = ? AND contract_id = ?');
  const include = connection.prepare('INSERT INTO plan_facility (plan_id, facility_id, included) VALUES (?, ?, ?)');
  const ofPlans = new Map<string, ContractFacility[]>();
  const overrides = connection.prepare(
    'SELECT plan_id, contract_id, terms FROM plan_override WHERE terms IS NOT NULL ORDER BY contract_id, plan_id',
  );
  for (const row of overrides.all() as { plan_id: string; contract_id: string; terms: string }[]) {
    const terms: unknown = JSON.parse(row.terms);
    const prepayment = takeFromTerms(terms);
    if (JSON.stringify(terms) !== row.terms) update.run(JSON.stringify(terms), row.plan_id, row.contract_id);
    const baseline = ofContracts.get(row.contract_id);
    if (isSamePrepayment(baseline?.prepayment, prepayment)) continue;
    if (baseline !== undefined) include.run(row.plan_id, baseline.id, 0);
    if (prepayment === undefined) continue;
    const contractFacilities = ofPlans.get(row.contract_id) ?? [];
    let facility = contractFacilities.find((candidate) => isSamePrepayment(candidate.prepayment, prepayment));
    if (facility === undefined) {
      const { code, buyer_id: buyerId } = contract.get(row.contract_id) as { code: string; buyer_id: string };
      facility = { prepayment, id: add({ name: code, buyerId, prepayment, isInBaseline: false, contractId: row.contract_id }) };
      ofPlans.set(row.contract_id, [...contractFacilities, facility]);
    }
    include.run(row.plan_id, facility.id, 1);
  }
};

const moveBids = (connection: Connection, { add }: Writer, ofContracts: ReadonlyMap<string, ContractFacility>): void => {
  const update = connection.prepare('UPDATE tender_bid SET deal = ? WHERE tender_id = ? AND id = ?');
  const link = connection.prepare('UPDATE facility SET bid_id = ? WHERE id = ? AND bid_id IS NULL');
  const bids = connection.prepare('SELECT tender_id, id, buyer_id, contract_id, deal FROM tender_bid ORDER BY tender_id, position').all();
  for (const row of bids as { tender_id: string; id: string; buyer_id: string; contract_id: string | null; deal: string }[]) {
    const deal = JSON.parse(row.deal) as Json;
    const prepayment = takeFromTerms(deal.terms);
    if (JSON.stringify(deal) !== row.deal) update.run(JSON.stringify(deal), row.tender_id, row.id);
    if (prepayment === undefined) continue;
    const accepted = row.contract_id === null ? undefined : ofContracts.get(row.contract_id);
    if (accepted !== undefined && isSamePrepayment(accepted.prepayment, prepayment)) link.run(row.id, accepted.id);
    else add({ name: String(deal.code), buyerId: row.buyer_id, prepayment, isInBaseline: true, bidId: row.id });
  }
};

const moveVersions = (connection: Connection): void => {
  const update = connection.prepare('UPDATE deal_version SET deal = ?, prepayment = ? WHERE id = ?');
  for (const row of connection.prepare('SELECT id, deal FROM deal_version').all() as { id: string; deal: string }[]) {
    const deal = JSON.parse(row.deal) as Json;
    const prepayment = takeFromTerms(deal.terms);
    if (prepayment !== undefined) update.run(JSON.stringify(deal), JSON.stringify(prepayment), row.id);
  }
};

const PREPAYMENT_FIELD = /^terms\.\d+\.payment\.prepayment(?:\.(\w+))?$/;

/** Half-typed texts of a prepayment go to the note of its facility; that of a contract not yet saved goes to the contract's note. */
const moveDrafts = (connection: Connection, { language }: Writer, ofContracts: ReadonlyMap<string, ContractFacility>): void => {
  const update = connection.prepare('UPDATE draft SET fields = ? WHERE kind = ? AND id = ?');
  const addNote = connection.prepare(`UPDATE facility SET note = substr(note || ' ' || ?, 1, ${MAX_NOTE}) WHERE id = ?`);
  for (const row of connection.prepare('SELECT kind, id, fields FROM draft').all() as { kind: string; id: string; fields: string }[]) {
    const fields = JSON.parse(row.fields) as Json;
    const typedFields: string[] = [];
    for (const [path, value] of Object.entries(fields)) {
      const field = PREPAYMENT_FIELD.exec(path);
      if (field === null) continue;
      delete fields[path];
      if (value !== null) typedFields.push(`${field[1] ?? 'prepayment'} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    }
    const record = isObject(fields.record) ? fields.record : undefined;
    const prepayment = record && takeFromTerms(record.terms);
    if (prepayment !== undefined) typedFields.push(JSON.stringify(prepayment));
    const changed = JSON.stringify(fields);
    if (changed === row.fields) continue;
    const facility = ofContracts.get(row.id);
    const text = TYPED[language](typedFields.join(', '));
    if (typedFields.length > 0 && facility !== undefined) addNote.run(text, facility.id);
    else if (typedFields.length > 0 && record !== undefined) record.note = `${String(record.note ?? '')} ${text}`.trim().slice(0, MAX_NOTE);
    update.run(JSON.stringify(fields), row.kind, row.id);
  }
};

/** Whether a stored image has a prepayment in its terms: undoing its change would bring them back. */
const hasPrepaymentInHistory = (connection: Connection): boolean =>
  connection
    .prepare(
      `SELECT 1 FROM history_row
      WHERE table_name IN ('contract_terms', 'plan_override', 'deal_version', 'tender_bid')
        AND (instr(coalesce("before", ''), 'graceMonths') > 0 OR instr(coalesce("after", ''), 'graceMonths') > 0)
      LIMIT 1`,
    )
    .get() !== undefined;

/**
 * Schema 210: the prepayments in the terms of contracts, plans and bids become facilities with the same numbers; a version keeps that of its
 * deal in a column of its own. A facility may be outside the baseline, and may be offered by a bid. Undo ends where it would bring a
 * prepayment back into terms, or remove a contract that now has a facility.
 */
export const contractPrepayments = {
  version: 210,
  run: (connection: Connection, log: Log): boolean => {
    const keepsUndo = !hasPrepaymentInHistory(connection);
    connection.exec(SCHEMA);
    const writer = facilityWriter(connection);
    const ofContracts = moveContracts(connection, writer);
    movePlans(connection, writer, ofContracts);
    moveBids(connection, writer, ofContracts);
    moveVersions(connection);
    moveDrafts(connection, writer, ofContracts);
    const count = writer.finish();
    connection.exec('ALTER TABLE contract_terms DROP COLUMN prepayment');
    connection.exec(IMAGES);
    if (count > 0) log({ event: 'prepaymentsMoved', count });
    return keepsUndo && count === 0;
  },
} as const;
