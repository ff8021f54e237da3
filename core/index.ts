// The exports of the core for hosts: its protocol, files and log. Use cases are reached by message only.
export { artefactStore, INTAKE_LIMIT, intakeStore, plainName } from './files/fileStores.ts';
export { errorFields, type Log, newLogId, openLog } from './log.ts';
export { CALL_LIMIT, type CoreSetup, type CoreStart, type FirstOpen, type FromCore, type RevealPort, type ToCore } from './protocol.ts';
