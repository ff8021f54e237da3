import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The functions of each package that the benches call. */
type PeerPackages = {
  '@formulajs/formulajs': {
    readonly PERCENTILEINC: (values: readonly number[], share: number) => unknown;
    readonly XIRR: (amounts: readonly number[], dates: readonly Date[], guess: number) => unknown;
    readonly XNPV: (rate: number, amounts: readonly number[], dates: readonly Date[]) => unknown;
  };
  'pdf-lib': {
    readonly PDFDocument: { readonly create: () => Promise<PdfLibDocument> };
    readonly StandardFonts: { readonly Helvetica: string };
  };
  'simple-statistics': { readonly median: (values: readonly number[]) => number };
  xirr: (flows: readonly { readonly amount: number; readonly when: Date }[]) => number;
};
type PdfLibDocument = {
  readonly embedFont: (name: string) => Promise<object>;
  readonly addPage: (size: readonly [number, number]) => {
    readonly drawText: (
      text: string,
      options: { readonly x: number; readonly y: number; readonly size: number; readonly font: object },
    ) => void;
  };
  readonly save: () => Promise<Uint8Array>;
};
type PeerName = keyof PeerPackages;

/** The peers have a package.json and a lock file of their own, so that `npm ci` of the project does not install them. */
const folder = fileURLToPath(new URL('./peers/', import.meta.url));
const requirePeer = createRequire(new URL('./peers/package.json', import.meta.url));

export const PEERS_MISSING = 'The peer packages are not installed. Run: npm run bench -- peers';

export const arePeersInstalled = (): boolean => existsSync(`${folder}node_modules`);

/** Installs the peer packages into tests/bench/peers/node_modules if they are missing. Returns whether they are there afterwards. */
export const installPeers = (): boolean => {
  if (arePeersInstalled()) return true;
  console.log('Installing the peer packages into tests/bench/peers/node_modules');
  // npm is a script of the shell on Windows
  const { status } = spawnSync('npm ci --no-audit --no-fund', { cwd: folder, shell: true, stdio: 'inherit' });
  return status === 0;
};

/** Loads a peer package. Throws if it is not installed. */
export const loadPeer = <Name extends PeerName>(name: Name): PeerPackages[Name] => requirePeer(name);

/** Version of an installed peer package. */
export const peerVersion = (name: PeerName): string =>
  (requirePeer(`./node_modules/${name}/package.json`) as { readonly version: string }).version;
