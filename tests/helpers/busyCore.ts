// The real core with a timer that never ends, like a thread that reads a hostile file.
import '../../core/main.ts';

setInterval(() => undefined, 1_000);
