// npm run bench [part]: what is fast and how fast, medians of several runs on this machine. Nothing here is asserted.
import { benchDiversification } from './diversification.ts';
import { benchDocuments } from './documents.ts';
import { benchPage } from './page.ts';
import { benchPeers } from './peers/peers.ts';
import { benchServices } from './services.ts';
import { benchSimulation } from './simulation.ts';
import { benchStore } from './store.ts';
import { benchValuation } from './valuation.ts';

const parts: Readonly<Record<string, () => Promise<void>>> = {
  services: benchServices,
  valuation: benchValuation,
  page: benchPage,
  store: benchStore,
  diversification: benchDiversification,
  peers: benchPeers,
  documents: benchDocuments,
  simulation: () => benchSimulation(json),
};
const json = process.argv.includes('--json');
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));

for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  if (!json) console.log(`== ${name}`);
  await run();
}
