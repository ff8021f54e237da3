/** Runs once before the component tests. */
export { requireBrowser as setup } from './chromium.ts';
