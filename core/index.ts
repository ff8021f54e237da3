// What hosts may know of the core: how to start it and talk to it, its files and its log. Use cases are reached by message only.
export { artefactStore, INTAKE_LIMIT, intakeStore, plainName } from './files/fileStores.ts';
export { errorFields, type Log, newLogId, openLog } from './log.ts';
export { CALL_LIMIT, type CoreSetup, type CoreStart, type FirstOpen, type FromCore, type RevealPort, type ToCore } from './protocol.ts';
