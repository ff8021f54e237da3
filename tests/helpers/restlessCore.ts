// The real core with something beside it that never ends, as a thread does that reads a hostile table.
import '../../core/main.ts';

setInterval(() => undefined, 1_000);
