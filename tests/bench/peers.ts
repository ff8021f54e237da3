import { agrees, type Comparison, isAvailable, loadComparisons, type Peer } from './comparisons.ts';
import { median } from './medians.ts';
import { installPeers } from './peerPackages.ts';

const RUNS = 15;
const WARM_UP_RUNS = 3;
/** One run repeats the work for about this long, so that the resolution of the clock does not matter. */
const RUN_MS = 20;
/** Repetitions of the work in a peer that runs in a process of its own. */
const PROCESS_REPEATS = 200;

/** How often the work fits into one run. */
const countRepeats = (work: () => number): number => {
  work();
  const start = performance.now();
  work();
  return Math.max(1, Math.round(RUN_MS / Math.max(0.001, performance.now() - start)));
};

/** Processor time of one repetition, ms, over one run. Other work on the machine does not count. */
const measureRun = (work: () => number, repeats: number): number => {
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / repeats;
};

/** Runs both alternately, so that the load of the machine affects both alike. Returns the medians of each and of the ratio within a turn. */
const compare = (ours: () => number, { run: theirs, process: peerProcess }: Peer) => {
  const repeats = { ours: countRepeats(ours), theirs: peerProcess ? PROCESS_REPEATS : countRepeats(theirs) };
  const turns: { readonly ours: number; readonly theirs: number }[] = [];
  for (let turnOf = -WARM_UP_RUNS; turnOf < RUNS; turnOf++) {
    const turn = {
      ours: measureRun(ours, repeats.ours),
      theirs: peerProcess ? peerProcess.measure(repeats.theirs) : measureRun(theirs, repeats.theirs),
    };
    if (turnOf >= 0) turns.push(turn);
  }
  return {
    ours: median(turns.map((turn) => turn.ours)),
    theirs: median(turns.map((turn) => turn.theirs)),
    ratio: median(turns.map((turn) => turn.theirs / turn.ours)),
  };
};

/** Prints the comparison with a peer. Throws if the peer returns another number. */
export const reportComparison = (comparison: Comparison, peer: Peer): void => {
  if (!isAvailable(peer)) {
    console.log(`${comparison.work.padEnd(44)} ${peer.name} is not installed, so it is not compared`);
    return;
  }
  const label = `${peer.name} ${peer.version}`;
  if (!agrees(comparison, peer)) throw new Error(`${comparison.work}: ${label} returns ${peer.run()}, Orebook ${comparison.ours()}`);
  const { ours, theirs, ratio } = compare(comparison.ours, peer);
  console.log(
    `${comparison.work.padEnd(44)} ours ${ours.toFixed(3).padStart(9)} ms   ${label.padEnd(28)} ${theirs.toFixed(3).padStart(9)} ms   peer/ours ${ratio.toPrecision(3).padStart(8)}   (medians of ${RUNS} runs, processor time)`,
  );
};

/** Compares the engine with packages that people use for the same work. A peer that returns another number fails the bench. */
export const benchPeers = async (): Promise<void> => {
  if (!installPeers()) {
    console.log('The peer packages could not be installed, so nothing is compared.');
    return;
  }
  for (const comparison of loadComparisons()) for (const peer of comparison.peers) reportComparison(comparison, peer);
};
