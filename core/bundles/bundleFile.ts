import { createHash } from 'node:crypto';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { strFromU8, strToU8, type Unzipped, unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import {
  BUNDLE_VERSION,
  type Bundle,
  type BundleRecords,
  MAX_RECORDS,
  MAX_TITLE_LENGTH,
  Manifest,
  PART_NAMES,
  PART_VERSIONS,
  PARTS,
  type PartName,
} from './bundleRecords.ts';
import { upgradeBundle } from './upgradeBundle.ts';

/** Maximum sizes of a bundle in bytes, and its number of parts. A plan of a thousand contracts takes some megabytes. */
export const BUNDLE_LIMITS = { file: 16 * 1024 * 1024, unpacked: 64 * 1024 * 1024, parts: 100 } as const;

const MANIFEST = 'manifest.json';
/** Space for the manifest in bytes, more than any needs. */
const MANIFEST_BYTES = 16 * 1024;
const fileOf = (readPart: PartName): string => `${readPart}.json`;
const KNOWN_FILES: ReadonlySet<string> = new Set([MANIFEST, ...PART_NAMES.map(fileOf)]);

const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

type BundleFault = 'notABundle' | 'bundleNewer' | 'bundleTampered' | 'bundleTooBig' | 'damaged';

const badFile = (fault: BundleFault): OrebookError => new OrebookError('BAD_FILE', { fault });

/** Throws BAD_INPUT for a bundle that `unpackBundle` would refuse. */
const refuseIfTooLarge = (isTooLarge: boolean): void => throwIfIssues(isTooLarge ? [issue('subject', 'bundleTooBig')] : []);

/** Writes records as a file that another Orebook opens. Throws BAD_INPUT if it is larger than `unpackBundle` accepts. */
export const packBundle = async (records: BundleRecords, about: Pick<Manifest, 'app' | 'made' | 'title'>): Promise<Uint8Array> => {
  const files: Record<string, Uint8Array> = {};
  const parts: Manifest['parts'][number][] = [];
  let bytes = 0;
  for (const name of PART_NAMES) {
    refuseIfTooLarge(records[name].length > MAX_RECORDS);
    const content = strToU8(JSON.stringify(records[name]));
    files[fileOf(name)] = content;
    bytes += content.length;
    refuseIfTooLarge(bytes + MANIFEST_BYTES > BUNDLE_LIMITS.unpacked);
    parts.push({ name, records: records[name].length, sha256: digestOf(content) });
    await yieldToOthers();
  }
  const title = Array.from(about.title).slice(0, MAX_TITLE_LENGTH).join('');
  const manifest: Manifest = { format: 'orebundle', version: BUNDLE_VERSION, ...about, title, parts };
  const file = zipSync({ [MANIFEST]: strToU8(JSON.stringify(manifest, undefined, 1)), ...files }, { mtime: about.made });
  refuseIfTooLarge(file.length > BUNDLE_LIMITS.file);
  return file;
};

/** Reads the parts of an archive with known names, each up to the size that the archive declares. Other entries, such as links, are ignored. */
const unpackParts = (file: Uint8Array): Unzipped => {
  if (file.length > BUNDLE_LIMITS.file) throw badFile('bundleTooBig');
  let bytes = 0;
  let count = 0;
  try {
    return unzipSync(file, {
      filter: ({ name, size, originalSize }) => {
        count += 1;
        bytes += originalSize;
        if (count > BUNDLE_LIMITS.parts || bytes > BUNDLE_LIMITS.unpacked) throw badFile('bundleTooBig');
        // a part without a declared size has no bound
        if (size > 0 && originalSize === 0) throw badFile('damaged');
        return KNOWN_FILES.has(name);
      },
    });
  } catch (error) {
    throw error instanceof OrebookError ? error : badFile('damaged');
  }
};

const jsonOf = (content: Uint8Array, fault: BundleFault): unknown => {
  try {
    return JSON.parse(strFromU8(content)) as unknown;
  } catch {
    throw badFile(fault);
  }
};

/** The fields that every version of the format begins with. */
const ManifestHead = z.object({ format: z.literal('orebundle'), version: z.number().int().min(1) });

const manifestOf = (content: Uint8Array | undefined): Manifest => {
  if (!content) throw badFile('notABundle');
  const json = jsonOf(content, 'notABundle');
  const head = ManifestHead.safeParse(json);
  if (!head.success) throw badFile('notABundle');
  if (head.data.version > BUNDLE_VERSION) throw badFile('bundleNewer');
  const manifest = Manifest.safeParse(json);
  if (!manifest.success) throw badFile('bundleTampered');
  return manifest.data;
};

/** Returns the records of one part. Throws BAD_FILE if its digest differs. */
const recordsOf = (name: PartName, files: Unzipped, { parts }: Manifest): readonly unknown[] => {
  const descriptions = parts.filter((readPart) => readPart.name === name);
  const content = files[fileOf(name)];
  const [first] = descriptions;
  if (descriptions.length !== 1 || !first || !content || digestOf(content) !== first.sha256) throw badFile('bundleTampered');
  const records = jsonOf(content, 'bundleTampered');
  if (!Array.isArray(records) || records.length !== first.records) throw badFile('bundleTampered');
  return records;
};

/** Parses the records of a part with its schema. Throws BAD_FILE. */
const parsedRecords = <K extends PartName>(name: K, records: readonly unknown[]): BundleRecords[K] => {
  const read = PARTS[name].safeParse(records);
  if (!read.success) throw badFile('bundleTampered');
  return read.data as BundleRecords[K];
};

/** Reads a bundle. Throws BAD_FILE with a fault for a file that is no bundle, is newer than this Orebook, was altered, or is too large. */
export const unpackBundle = async (file: Uint8Array): Promise<Bundle> => {
  const files = unpackParts(file);
  const manifest = manifestOf(files[MANIFEST]);
  const partNames = PART_NAMES.filter((name) => (PART_VERSIONS[name] ?? 1) <= manifest.version);
  const parts: Partial<Record<PartName, readonly unknown[]>> = {};
  for (const name of partNames) {
    await yieldToOthers();
    parts[name] = recordsOf(name, files, manifest);
  }
  const upgraded = manifest.version === 1 ? upgradeBundle(parts) : parts;
  const readPart = async <K extends PartName>(name: K): Promise<BundleRecords[K]> => {
    await yieldToOthers();
    return parsedRecords(name, upgraded[name] ?? []);
  };
  const records: BundleRecords = {
    group: await readPart('group'),
    buyer: await readPart('buyer'),
    product: await readPart('product'),
    reference: await readPart('reference'),
    deck: await readPart('deck'),
    contract: await readPart('contract'),
    version: await readPart('version'),
    facility: await readPart('facility'),
    projectFinance: await readPart('projectFinance'),
    plan: await readPart('plan'),
  };
  return { manifest, records };
};
