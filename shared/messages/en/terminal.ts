/** Texts that Orebook prints to the terminal that started it. */
export const terminalMessages = {
  'terminal.stopped':
    'Orebook stopped because of an internal error. Your saved data was not affected. The log contains the details under {id}: {file}',
  'terminal.portTaken': 'Port {port} is already in use by another program. Choose another port with --port.',
} as const;
