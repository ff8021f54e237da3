import { app, dialog } from 'electron';
import { text } from '#shared/messages/text.ts';
import { say } from '../host/terminal.ts';

/** Says why the app ends, on the terminal and, where somebody is there to read it (not in a smoke test), in a dialog. */
export const tellWhy = (words: string, somebodyThere: boolean): void => {
  say(2, words);
  if (somebodyThere) dialog.showErrorBox(text('app.name'), words);
};

/** Ends a start that came to nothing: a data folder that can't be written, a build that is not whole. */
export const giveUpStart = (error: unknown, somebodyThere: boolean): void => {
  tellWhy(text('desktop.notStarted', { reason: error instanceof Error ? error.message : '' }), somebodyThere);
  app.exit(1);
};
