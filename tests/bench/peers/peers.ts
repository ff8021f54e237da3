import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../helpers/app.ts';
import { median } from '../medians.ts';
import { agrees, isThere, type Peer, WORKS } from './works.ts';

const RUNS = 15;
const WARM = 3;
/** One run repeats the work for about this long, so that the clock's grain does not count. */
const RUN_MS = 20;
/** A peer in a process of its own repeats its work so often. */
const OUTSIDE_REPEATS = 200;

const versionOf = (name: string): string =>
  (JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;

/** How often the work fits in one run. */
const repeatsOf = (work: () => number): number => {
  work();
  const began = performance.now();
  work();
  return Math.max(1, Math.round(RUN_MS / Math.max(0.001, performance.now() - began)));
};

/** Milliseconds of processor that one piece of work takes, over one run: it only computes, so what else the machine does counts for nothing. */
const oneRun = (work: () => number, repeats: number): number => {
  const before = process.cpuUsage();
  for (let i = 0; i < repeats; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / repeats;
};

/** Both in turns, so that what else the machine does falls on both alike: medians of each, and of the ratio within a turn. */
const inTurns = (ours: () => number, { run: theirs, outside }: Peer) => {
  const repeats = { ours: repeatsOf(ours), theirs: outside ? OUTSIDE_REPEATS : repeatsOf(theirs) };
  const turns: { readonly ours: number; readonly theirs: number }[] = [];
  for (let turnOf = -WARM; turnOf < RUNS; turnOf++) {
    const turn = {
      ours: oneRun(ours, repeats.ours),
      theirs: outside ? outside.timed(repeats.theirs) : oneRun(theirs, repeats.theirs),
    };
    if (turnOf >= 0) turns.push(turn);
  }
  return {
    ours: median(turns.map((turn) => turn.ours)),
    theirs: median(turns.map((turn) => turn.theirs)),
    ratio: median(turns.map((turn) => turn.theirs / turn.ours)),
  };
};

/** The engine against packages that people use for the same work, in the same run; a peer that answers another number is not timed. */
export const benchPeers = async (): Promise<void> => {
  for (const work of WORKS) {
    for (const peer of work.peers) {
      if (!isThere(peer)) {
        console.log(`${work.work.padEnd(44)} ${peer.name} is absent here, so it is not compared`);
        continue;
      }
      const named = `${peer.name} ${peer.outside?.version ?? versionOf(peer.name)}`;
      if (!agrees(work, peer)) throw new Error(`${work.work}: ${named} answers ${peer.run()}, we ${work.ours()}`);
      const { ours, theirs, ratio } = inTurns(work.ours, peer);
      console.log(
        `${work.work.padEnd(44)} ours ${ours.toFixed(3).padStart(9)} ms   ${named.padEnd(28)} ${theirs.toFixed(3).padStart(9)} ms   peer/ours ${ratio.toPrecision(3).padStart(8)}   (medians of ${RUNS} runs, processor time)`,
      );
    }
  }
};
