// Runs before every module: the content policy forbids code made from text, and zod must know before its first schema is built.
globalThis.__zod_globalConfig = { jitless: true };
