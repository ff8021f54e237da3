/** What the desktop host writes on its standard output, on a line of its own, when its first window is ready to be seen: `npm start` waits for it. */
export const WINDOW_READY = 'Orebook window is ready';
