import { describe, expect, it } from 'vitest';
import { agrees, isThere, WORKS } from '../../bench/peers/works.ts';

describe('a peer of the bench', () => {
  it.each(
    WORKS.flatMap((work) => work.peers.filter(isThere).map((peer) => ({ work: work.work, name: peer.name, pair: [work, peer] as const }))),
  )('$name answers what the engine does: $work', ({ pair: [work, peer] }) => {
    expect(agrees(work, peer)).toBe(true);
  });
});
