/** What Orebook says on the terminal that started it. */
export const terminalMessages = {
  'terminal.stopped': 'Orebook made a mistake and stopped; what was saved is safe. The log keeps it under {id}: {file}',
  'terminal.portTaken': 'Port {port} is taken by another program. Choose another with --port.',
} as const;
