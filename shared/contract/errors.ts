/** The error codes of requests. The page writes the text of a code and its details from shared/messages. */
export const ERROR_CODES = [
  // requests
  'BAD_INPUT', // details.issues: { path, rule, limit? }[]
  'UNKNOWN_CALL',
  'FORBIDDEN',
  'TOO_LARGE',
  'UNAVAILABLE', // the core is gone or still starting
  'INTERNAL',
  'CANCELLED',
  // the workspace file
  'NO_WORKSPACE',
  'NOT_A_WORKSPACE',
  'WORKSPACE_DAMAGED',
  'WORKSPACE_NEWER', // details: { found, supported }
  'WORKSPACE_BUSY',
  'WORKSPACE_READ_ONLY',
  'OPENED_READ_ONLY', // a command that would change a workspace that was opened read-only
  'WORKSPACE_MISSING',
  'WORKSPACE_EXISTS',
  'WORKSPACE_REPLACED', // its file was moved, replaced or deleted outside the program; details: { name } of the new file
  'PASSPHRASE_NEEDED', // an encrypted workspace or bundle; details: { pending, name, canRemember }: what to unlock, its file, whether it can be remembered
  'WRONG_PASSPHRASE',
  'NOT_ENCRYPTED',
  'DISK_FULL',
  'MIGRATION_FAILED',
  'BACKUP_FAILED',
  // records
  'NOT_FOUND', // details: { kind, id }
  'CHANGED_MEANWHILE', // details.changes: a Label that lists the changes made while a file was checked
  'STALE', // the record changed since it was read; details: { kind, id }
  'IN_USE', // details: { kind, id, by, count, names?, contracts? }
  'BID_ACCEPTED', // its terms are those of its contract; details: { code } of the contract
  'DUPLICATE', // details: { kind, field, value }
  'UNDO_BLOCKED', // details: { kind, id, label }
  // a shared workspace
  'TEAM_OFFLINE', // the database of the team can't be reached; details: { host }
  'TEAM_CERTIFICATE', // the certificate of its server is not trusted; details: { host }
  'TEAM_CERTIFICATE_OF_OTHER_HOST', // it belongs to another host; details: { host }
  'TEAM_NO_TLS', // the server offers no TLS; details: { host }
  'TEAM_NO_DATABASE', // the server has no such database; details: { database }
  'TEAM_SERVER_VERSION', // the server is too old; details: { found }
  'TEAM_MAY_NOT_CREATE', // the role may not create the schema; details: { database, role }
  'TEAM_ACCESS_DENIED', // it refuses the role or its password, or the role may not do this
  'TEAM_SERVER_REFUSED', // the person refused the connection to the team's database; details: { host }
  'TEAM_SERVER_NOT_NAMED', // a browser host was started without this server; details: { host, port }
  'TEAM_NOT_SET_UP', // it has no log of this kind
  'TEAM_NOT_MEMBER', // it shows this role no such workspace
  'TEAM_LOG_MISMATCH', // its log is not the one that this workspace follows; details: { found }: rewound, forked, archived or plain
  'TEAM_LOG_OUTDATED', // the schema of its log is of an earlier version
  'TEAM_PASSPHRASE_NEEDED', // its contents are encrypted
  'TEAM_PASSPHRASE_WRONG',
  'TEAM_CONTENT_DAMAGED', // encrypted contents that were changed or moved in the database
  'TEAM_NO_SNAPSHOT', // it has no snapshot of this version yet
  'TEAM_VERSION_GAP', // changes of an earlier version that this one can't exchange
  'TEAM_UPGRADE_BEHIND', // colleagues made changes since this desk last received
  'TEAM_FORMAT', // its log has a newer format; details: { found, supported }
  'TEAM_UPGRADE_NEEDED', // its log has an earlier format; details: { found, supported }
  'TEAM_CHANGE_REFUSED', // a change of a colleague that does not fit this workspace; details: { author, at, label }
  'ALREADY_SHARED',
  'CONFLICT_BLOCKED', // my values of a conflict can't be used any more; details: { kind, id }
  'LOOKING_BACK', // details: { at }
  'NO_SUCH_PAST',
  'NOTHING_TO_UNDO',
  'NOTHING_TO_REDO',
  // files
  'INTAKE_EXPIRED',
  'ARTEFACT_EXPIRED',
  'BAD_FILE', // details: { fault, limit? }
  'FILE_HELD', // the file that a document was to replace is open in another program
  'CANNOT_SAVE', // a document could not be written where it was to go
  'PATHS_NOT_IN_MEMORY', // of a simulation run
  'NOT_ENOUGH_MEMORY', // details: { needed, available }: GB; work was refused before it began
  'OUT_OF_MEMORY', // work was ended; the core continues
  'SCENARIO_TOO_LARGE', // details: { count, max }: rows of sales channels
  // the engine
  'NOT_FINITE', // details: { field }
  'OUT_OF_RANGE', // details: { field, min?, max?, value }
  'EMPTY', // details: { field }
  'MISSING_PRICE', // details: { reference, month }
  'CURRENCY', // details: { currency, reference?, month? }: no rate to convert a price with
  'NO_RATE',
  'MULTIPLE_RATES', // details: { roots }
  'BAD_SHAPE', // details: { field }
  'MATURED', // details: { field, month }: a facility whose final maturity is not after the valuation
  'DEBT_ABOVE_CAPACITY', // details: { field, debt, capacity }: in USD
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The only error that Orebook's code throws: a code from the list and the facts of its message. */
export class OrebookError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(details)}`, options);
    this.name = 'OrebookError';
    this.code = code;
    this.details = details;
  }
}
