import { expect, it } from 'vitest';
import type { HostEvent } from '#shared/contract/result.ts';
import { createEventParser } from './events.ts';

const changedEvent = (seq: number): HostEvent => ({ kind: 'changed', seq, revision: seq });

it('events are parsed completely however the stream is split', () => {
  const text = `data: ${JSON.stringify(changedEvent(1))}\n\n: still here\n\ndata: ${JSON.stringify(changedEvent(2))}\n\n`;
  for (let size = 1; size <= text.length; size++) {
    const receivedEvents: HostEvent[] = [];
    const parseChunk = createEventParser((event) => receivedEvents.push(event));
    for (let i = 0; i < text.length; i += size) parseChunk(text.slice(i, i + size));
    expect(receivedEvents).toEqual([changedEvent(1), changedEvent(2)]);
  }
});
