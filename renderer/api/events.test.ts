import { expect, it } from 'vitest';
import type { HostEvent } from '#shared/contract/result.ts';
import { createEventParser } from './events.ts';

const changed = (seq: number): HostEvent => ({ kind: 'changed', seq, revision: seq });

it('events are parsed completely however the stream is split', () => {
  const text = `data: ${JSON.stringify(changed(1))}\n\n: still here\n\ndata: ${JSON.stringify(changed(2))}\n\n`;
  for (let size = 1; size <= text.length; size++) {
    const heard: HostEvent[] = [];
    const cut = createEventParser((event) => heard.push(event));
    for (let i = 0; i < text.length; i += size) cut(text.slice(i, i + size));
    expect(heard).toEqual([changed(1), changed(2)]);
  }
});
