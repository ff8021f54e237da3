// npm run bench [-- PART...]: measures durations and memory on this machine, medians of several runs. Asserts no bounds.
import { benchDiversification } from './diversification.ts';
import { benchDocuments } from './documents.ts';
import { benchFinancing } from './financing.ts';
import { benchPage } from './page.ts';
import { benchPeers } from './peers.ts';
import { benchServices } from './services.ts';
import { benchSimulation } from './simulation.ts';
import { benchStore } from './store.ts';
import { benchTools } from './tools.ts';
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
  financing: benchFinancing,
  tools: benchTools,
};
const json = process.argv.includes('--json');
const selected = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));

for (const [name, run] of Object.entries(parts)) {
  if (selected.length > 0 && !selected.includes(name)) continue;
  if (!json) console.log(`== ${name}`);
  await run();
}
