import { LoudEmitter, loud } from './loud.ts';
import type { FrameFacts } from './peers.ts';

/** A frame as the app sees it. One object for each frame of the browser, so that frames can be compared by identity. */
export class WebFrameMain extends LoudEmitter {
  readonly frameToken: string;
  readonly parent: WebFrameMain | null;
  url = '';
  origin = 'null';
  detached = false;

  constructor(id: string, parent: WebFrameMain | null) {
    super('WebFrameMain', ['dom-ready']);
    this.frameToken = id;
    this.parent = parent;
  }
  get top(): WebFrameMain {
    return this.parent?.top ?? this;
  }
  isDestroyed(): boolean {
    return this.detached;
  }
}

export type Frames = {
  readonly main: WebFrameMain;
  /** The frame of these facts, brought up to date with them. */
  readonly of: (facts: FrameFacts) => WebFrameMain;
};

export const framesOf = (): Frames => {
  const main = loud('WebFrameMain', new WebFrameMain('main', null));
  const others = new Map<string, WebFrameMain>();
  const of = ({ id, parent, url, origin }: FrameFacts): WebFrameMain => {
    let frame = main;
    if (parent !== undefined) {
      frame = others.get(id) ?? loud('WebFrameMain', new WebFrameMain(id, main));
      others.set(id, frame);
    }
    return Object.assign(frame, { url, origin });
  };
  return { main, of };
};
