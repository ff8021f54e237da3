import { BrowserWindow, dialog } from 'electron';
import type { ConfirmServerPort } from '#core';
import { text } from '#shared/messages/text.ts';

/** Asks in a dialog of the system, which no page can answer, whether to connect to the database of a team. */
export const confirmServer: ConfirmServerPort = async ({ host, port, database, role, tls }) => {
  const question = {
    type: 'question' as const,
    message: text('desktop.confirmServer', { host }),
    detail: text('desktop.confirmServerDetail', {
      port: String(port),
      database,
      role,
      protection: text(`desktop.confirmServer.${tls}`),
    }),
    buttons: [text('action.cancel'), text('desktop.connect')],
    defaultId: 0,
    cancelId: 0,
  };
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().find((candidate) => candidate.isVisible());
  const { response } = await (window ? dialog.showMessageBox(window, question) : dialog.showMessageBox(question));
  return response === 1 ? 'allowed' : 'refused';
};
