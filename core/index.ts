// The exports of the core for hosts: its protocol, files and log. Use cases are reached by message only.
export { createArtefactStore, createIntakeStore, INTAKE_LIMIT, safeFileName } from './files/fileStores.ts';
export { errorFields, type Log, newLogId, openLog } from './log.ts';
export {
  CALL_LIMIT,
  type ConfirmServerPort,
  type CoreSetup,
  type CoreStart,
  type FirstOpen,
  type FromCore,
  type OpenFile,
  type RevealPort,
  type SecretAnswer,
  type SecretRequest,
  SHUTDOWN,
  type ToCore,
} from './protocol.ts';
