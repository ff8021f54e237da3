/** The line that the desktop host writes to its standard output when its first window is visible; `npm start` waits for it. */
export const WINDOW_READY = 'Orebook window is ready';
