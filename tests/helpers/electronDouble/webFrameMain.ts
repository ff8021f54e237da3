import type { FrameInfo } from './channel.ts';
import { createStrict, StrictEmitter } from './strict.ts';

/** A frame as the app sees it. There is one object per frame of the browser, so that frames can be compared by identity. */
export class WebFrameMain extends StrictEmitter {
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
  /** Returns the frame with this id, updated from `info`. */
  readonly update: (info: FrameInfo) => WebFrameMain;
};

export const createFrames = (): Frames => {
  const main = createStrict('WebFrameMain', new WebFrameMain('main', null));
  const others = new Map<string, WebFrameMain>();
  const update = ({ id, parent, url, origin }: FrameInfo): WebFrameMain => {
    let frame = main;
    if (parent !== undefined) {
      frame = others.get(id) ?? createStrict('WebFrameMain', new WebFrameMain(id, main));
      others.set(id, frame);
    }
    return Object.assign(frame, { url, origin });
  };
  return { main, update };
};
