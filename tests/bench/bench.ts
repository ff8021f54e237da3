// npm run bench [-- PART...]: measures durations and memory on this machine, medians of several runs. Asserts no bounds.
// A part is one of the names below; simulation/SECTION is one of its sections.

/** Each part is loaded when it runs: the modules of the others would add to the memory that it measures. */
const parts: Readonly<Record<string, (sections?: readonly string[]) => Promise<void>>> = {
  services: async () => (await import('./services.ts')).benchServices(),
  valuation: async () => (await import('./valuation.ts')).benchValuation(),
  page: async () => (await import('./page.ts')).benchPage(),
  store: async () => (await import('./store.ts')).benchStore(),
  diversification: async () => (await import('./diversification.ts')).benchDiversification(),
  peers: async () => (await import('./peers.ts')).benchPeers(),
  documents: async () => (await import('./documents.ts')).benchDocuments(),
  simulation: async (sections) => (await import('./simulation.ts')).benchSimulation(sections),
  financing: async () => (await import('./financing.ts')).benchFinancing(),
  scale: async (sections) => (await import('./scale.ts')).benchScale(sections),
  tools: async () => (await import('./tools.ts')).benchTools(),
  team: async (sections) => (await import('./team.ts')).benchTeam(sections),
};
const selectedBenches = process.argv.slice(2).map((arg) => arg.split('/'));
for (const [part] of selectedBenches) if (!(part! in parts)) throw new Error(`no part ${part}, only ${Object.keys(parts).join(', ')}`);

for (const [name, run] of Object.entries(parts)) {
  const ofPart = selectedBenches.filter(([part]) => part === name);
  if (selectedBenches.length > 0 && ofPart.length === 0) continue;
  const sections = ofPart.flatMap(([, section]) => section ?? []);
  console.log(`== ${name}`);
  await run(sections.length > 0 ? sections : undefined);
}

// without an import or export it would not be a module, which may await
export {};
