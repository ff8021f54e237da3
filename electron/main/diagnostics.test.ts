import { hostname, userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { formatDiagnostics } from './diagnostics.ts';

it('diagnostics contain versions and the platform, but no user or host name', () => {
  const diagnostics = formatDiagnostics('1.2.3', {
    versions: { electron: '45.4.1', chrome: '154.0.0.0', node: '24.21.0' },
    platform: 'linux',
    arch: 'x64',
    release: '6.12',
  });
  expect(diagnostics).toBe('Orebook 1.2.3\nElectron 45.4.1\nChromium 154.0.0.0\nNode 24.21.0\nlinux x64 6.12');
  const localDiagnostics = formatDiagnostics('1.2.3');
  expect(localDiagnostics).not.toContain(hostname());
  expect(localDiagnostics).not.toMatch(new RegExp(`\\b${userInfo().username}\\b`));
});
