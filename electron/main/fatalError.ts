import { app, dialog } from 'electron';
import { text } from '#shared/messages/text.ts';
import { writeLine } from '../host/terminal.ts';

/** Shows why the app ends: on the terminal and, unless `interactive` is false (smoke test), in a dialog. */
export const showFatalError = (message: string, interactive: boolean): void => {
  writeLine(2, message);
  if (interactive) dialog.showErrorBox(text('app.name'), message);
};

/** Ends a start that failed, for example because of a read-only data folder or an incomplete build. */
export const failStart = (error: unknown, interactive: boolean): void => {
  showFatalError(text('desktop.notStarted', { reason: error instanceof Error ? error.message : '' }), interactive);
  app.exit(1);
};
