import type { ErrorCode } from '../../contract/errors.ts';

/** One sentence a code: what is wrong and what to do. */
export const errorMessages = {
  'error.BAD_INPUT': 'Some entries are not valid, and nothing was saved. Correct the marked fields.',
  'error.UNKNOWN_CALL': 'This page requested a function that this version of Orebook does not have. Reload the page.',
  'error.FORBIDDEN': 'This page is no longer authorised to use Orebook. Open the address that Orebook printed.',
  'error.TOO_LARGE': 'This is more data than Orebook accepts at once. Split it and try again.',
  'error.UNAVAILABLE': 'Orebook is not responding. Your entries are kept and will be processed when it responds again.',
  'error.INTERNAL': 'An internal error occurred. Nothing was changed. The log contains the details under {id}.',
  'error.CANCELLED': 'Cancelled. Nothing was changed.',
  'error.NO_WORKSPACE': 'No workspace is open. Open a workspace first.',
  'error.NOT_A_WORKSPACE': 'This file is not an Orebook workspace. It was not changed.',
  'error.WORKSPACE_DAMAGED': 'This workspace file is damaged. It was not changed. Open a backup instead.',
  'error.WORKSPACE_NEWER':
    'This workspace was saved by a newer version of Orebook (format {found}; this version supports up to {supported}). It was not changed. Update Orebook.',
  'error.WORKSPACE_BUSY': 'This workspace is already open in another Orebook. Close it there first.',
  'error.OPENED_READ_ONLY': 'This workspace is open read-only, so nothing was changed. Open it for editing to make changes.',
  'error.WORKSPACE_READ_ONLY':
    'This workspace file is read-only. Open it read-only, or copy it to a folder where you have write access and open the copy.',
  'error.WORKSPACE_MISSING': 'The workspace file was not found. It may have been moved or deleted.',
  'error.WORKSPACE_EXISTS': 'A workspace with this name already exists. Choose another name.',
  'error.WORKSPACE_REPLACED':
    'The file of this workspace was moved, replaced or deleted outside Orebook. Everything saved before is now in the workspace file “{name}”, which is open. Your last change was not saved: make it again.',
  'error.PASSPHRASE_NEEDED': 'The workspace “{name}” is encrypted. Enter its passphrase to open it.',
  'error.WRONG_PASSPHRASE':
    'The passphrase is wrong, or the beginning of the file is damaged. The file was not changed. Check capital letters and the keyboard layout, and try again.',
  'error.NOT_ENCRYPTED': 'This workspace has no passphrase, so it can’t be locked. Set a passphrase in Settings first.',
  'error.DISK_FULL': 'The disk is full. The change was not saved, but no data was lost. Free some space and try again.',
  'error.BACKUP_FAILED': 'The backup could not be written to the backup folder. Check that the disk is connected and writable.',
  'error.MIGRATION_FAILED': 'This workspace could not be upgraded to this version. It was not changed.',
  'error.NOT_FOUND': 'This record no longer exists. It was deleted.',
  'error.CHANGED_MEANWHILE':
    'The workspace was changed while the file was being checked: {changes}. Nothing was imported. Check the preview, then import again.',
  'error.STALE': 'This record was changed elsewhere after you opened it. Use the newer version, or overwrite it with yours.',
  'error.IN_USE': 'This record is still in use (references: {count}). Remove the references first.',
  'error.BID_ACCEPTED': 'This bid was accepted, so its terms were not changed. Change the terms of contract {code}.',
  'error.DUPLICATE': '“{value}” is already in use. Choose another.',
  'error.UNDO_BLOCKED': 'This can’t be undone because {label} was changed again later. Undo the later change first.',
  'error.TEAM_OFFLINE':
    'The database server {host} can’t be reached. Check its name, its port and the network. Changes are kept in this workspace and are sent as soon as it answers.',
  'error.TEAM_CERTIFICATE':
    'The certificate of {host} is not trusted, so nothing was sent. Ask the database administrator for a valid certificate, or choose another protection if you accept the risk.',
  'error.TEAM_CERTIFICATE_OF_OTHER_HOST':
    'The certificate of this server belongs to another host than {host}, so nothing was sent. Check the server’s name; someone may be intercepting the connection.',
  'error.TEAM_NO_TLS': 'The server {host} offers no encryption, so nothing was sent. Ask the database administrator to enable TLS.',
  'error.TEAM_NO_DATABASE': 'The server has no database named {database}. Check the name.',
  'error.TEAM_SERVER_VERSION': 'The server runs PostgreSQL {found}. Shared workspaces need PostgreSQL 13 or newer.',
  'error.TEAM_MAY_NOT_CREATE':
    'The user {role} may not create a schema in this database. Ask the database administrator to run GRANT CREATE ON DATABASE {database} TO {role}.',
  'error.TEAM_NOT_MEMBER':
    'You have no access to the shared workspace: you were removed from its members, or it was deleted. Your copy stays on this computer. Ask an owner for access.',
  'error.TEAM_LOG_OUTDATED':
    'The database was set up by an earlier version of Orebook. The person who set it up must upgrade it in Settings, Sharing. You can go on working in this workspace.',
  'error.TEAM_PASSPHRASE_NEEDED': 'The shared workspace is encrypted. Enter the team’s passphrase.',
  'error.TEAM_PASSPHRASE_WRONG': 'The team’s passphrase is wrong. Check it and enter it again.',
  'error.TEAM_CONTENT_DAMAGED':
    'Encrypted contents in the team’s database were changed outside Orebook. Nothing was received. Ask an owner to check the database.',
  'error.TEAM_NO_SNAPSHOT':
    'The shared workspace can’t be opened with this version of Orebook yet. Ask a colleague who has this version to synchronise, then try again.',
  'error.TEAM_VERSION_GAP':
    'Some changes were made with an earlier version of Orebook and can’t be exchanged with this one. This copy stays as it is. Open the shared workspace again in Settings, Sharing, and enter your unsent changes there.',
  'error.TEAM_UPGRADE_BEHIND':
    'Colleagues made changes that this computer has not received. A colleague whose Orebook is up to date with the team must upgrade the workspace. Nothing was changed.',
  'error.TEAM_ACCESS_DENIED':
    'The team’s database refused this access. Check the user name and the password, and ask an owner of the shared workspace for access.',
  'error.TEAM_SERVER_REFUSED': 'You refused the connection to {host}. Nothing was sent.',
  'error.TEAM_SERVER_NOT_NAMED':
    'Orebook runs in a browser and connects only to servers that were named when it was started. Nothing was sent. To allow this one, start Orebook again with the environment variable OREBOOK_TEAM_SERVER set to {host}:{port}.',
  'error.TEAM_NOT_SET_UP': 'This database has no shared workspaces yet. Set one up first, or choose another database.',
  'error.TEAM_LOG_MISMATCH':
    'The log in the team’s database is not the one that this workspace follows. Nothing was sent or received. Ask an owner whether the database was restored or replaced.',
  'error.TEAM_FORMAT':
    'The team uses a newer version of Orebook. Update Orebook to continue sharing. You can go on working in this workspace; until then nothing is sent or received.',
  'error.TEAM_UPGRADE_NEEDED':
    'The team still uses an earlier version of Orebook. You can go on working in this workspace; nothing is sent or received until a member who has this version upgrades the shared workspace in Settings, Sharing.',
  'error.TEAM_CHANGE_REFUSED':
    'A change by {author} does not fit this workspace, so nothing was received: {label}. Ask {author} what was changed, and report it.',
  'error.ALREADY_SHARED': 'This workspace is already shared with a team. Stop sharing before you share it again.',
  'error.CONFLICT_BLOCKED':
    'Your values can’t be used any more: they repeat a code, refer to a deleted record, or don’t fit the record as it is now. Change the record by hand, then keep the team’s values.',
  'error.LOOKING_BACK': 'You are viewing an earlier state of this workspace. Return to the current version to make changes.',
  'error.NO_SUCH_PAST': 'The history of this workspace does not go back to this date. Choose a later date.',
  'error.NOTHING_TO_UNDO': 'There is nothing to undo.',
  'error.NOTHING_TO_REDO': 'There is nothing to redo.',
  'error.INTAKE_EXPIRED': 'The file is no longer available. Choose it again.',
  'error.ARTEFACT_EXPIRED': 'This document was already downloaded. Create it again.',
  'error.BAD_FILE': 'No tables could be read from this file. Save it as XLSX or CSV and choose it again.',
  'error.FILE_HELD': 'This file is open in another program. Close it there, or save the document under another name.',
  'error.CANNOT_SAVE': 'The document could not be saved there. Choose a folder where you have write access.',
  'error.PATHS_NOT_IN_MEMORY':
    'The paths of this run are not in memory. Nothing was saved. Simulate the paths again, then save the question.',
  'error.NOT_ENOUGH_MEMORY':
    'This calculation needs about {needed} GB of memory, and {available} GB is available. It was not started. Close other programs, or use fewer paths or fewer deals that may change.',
  'error.OUT_OF_MEMORY':
    'This calculation ran out of memory and was ended. Nothing was changed. Close other programs, or use fewer paths or fewer deals that may change.',
  'error.SCENARIO_TOO_LARGE':
    'This group has {count} buyers, and a scenario can close sales to at most {max}. No scenario was created. Create a scenario for a destination instead.',
  'error.NOT_FINITE': 'A value is missing or is not a number: {field}.',
  'error.OUT_OF_RANGE': 'A number is out of range: {field}.',
  'error.EMPTY': 'There is no data to calculate: {field}.',
  'error.MISSING_PRICE': 'No price for {reference} in {month}. Add it in Market.',
  'error.CURRENCY':
    'There is no exchange rate between {currency} and the US dollar for {month}. Enter it in Market, in the row USD/{currency} of the price decks.',
  'error.NO_RATE': 'These cash flows have no internal rate of return.',
  'error.MULTIPLE_RATES': 'These cash flows have more than one internal rate of return.',
  'error.BAD_SHAPE': 'The figures are inconsistent: {field}.',
  'error.MATURED': 'A facility is already repaid at the valuation date. Move its final maturity after that date, or exclude the facility.',
  'error.DEBT_ABOVE_CAPACITY': 'The debt is more than the cash flow can carry. Reduce it to {capacity} or less, or lower the target ratio.',
} as const satisfies Record<`error.${ErrorCode}`, string>;
