import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { strFromU8, strToU8, type Unzipped, unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import {
  BUNDLE_VERSION,
  type Bundle,
  type BundleRecords,
  LONGEST_TITLE,
  Manifest,
  MOST_RECORDS,
  PART_NAMES,
  PART_VERSIONS,
  PARTS,
  type PartName,
} from './bundleRecords.ts';
import { upgradeBundle } from './upgradeBundle.ts';

/** What a bundle may hold at most: a plan of a thousand contracts takes some megabytes. */
export const BUNDLE_LIMITS = { file: 16 * 1024 * 1024, unpacked: 64 * 1024 * 1024, parts: 100 } as const;

const MANIFEST = 'manifest.json';
/** Bytes, more than the description of any bundle needs. */
const MANIFEST_BYTES = 16 * 1024;
const fileOf = (part: PartName): string => `${part}.json`;
const KNOWN: ReadonlySet<string> = new Set([MANIFEST, ...PART_NAMES.map(fileOf)]);

const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

type BundleFault = 'notABundle' | 'bundleNewer' | 'bundleTampered' | 'bundleTooBig' | 'damaged';

const bad = (fault: BundleFault): OrebookError => new OrebookError('BAD_FILE', { fault });

/** What is larger than `unpackBundle` takes is not written either. */
const refuseLarge = (large: boolean): void => throwIfIssues(large ? [issue('subject', 'bundleTooBig')] : []);

/** Writes records as the file that another Orebook opens. Throws BAD_INPUT where they are more than one opens. */
export const packBundle = async (records: BundleRecords, about: Pick<Manifest, 'app' | 'made' | 'title'>): Promise<Uint8Array> => {
  const files: Record<string, Uint8Array> = {};
  const parts: Manifest['parts'][number][] = [];
  let bytes = 0;
  for (const name of PART_NAMES) {
    refuseLarge(records[name].length > MOST_RECORDS);
    const content = strToU8(JSON.stringify(records[name]));
    files[fileOf(name)] = content;
    bytes += content.length;
    refuseLarge(bytes + MANIFEST_BYTES > BUNDLE_LIMITS.unpacked);
    parts.push({ name, records: records[name].length, sha256: digestOf(content) });
    await breathe();
  }
  const title = Array.from(about.title).slice(0, LONGEST_TITLE).join('');
  const manifest: Manifest = { format: 'orebundle', version: BUNDLE_VERSION, ...about, title, parts };
  const file = zipSync({ [MANIFEST]: strToU8(JSON.stringify(manifest, undefined, 1)), ...files }, { mtime: about.made });
  refuseLarge(file.length > BUNDLE_LIMITS.file);
  return file;
};

/** Reads the parts of an archive with known names, each up to the size that the archive declares. Other entries, such as links, are ignored. */
const unpackParts = (file: Uint8Array): Unzipped => {
  if (file.length > BUNDLE_LIMITS.file) throw bad('bundleTooBig');
  let bytes = 0;
  let count = 0;
  try {
    return unzipSync(file, {
      filter: ({ name, size, originalSize }) => {
        count += 1;
        bytes += originalSize;
        if (count > BUNDLE_LIMITS.parts || bytes > BUNDLE_LIMITS.unpacked) throw bad('bundleTooBig');
        // a part without a declared size has no bound
        if (size > 0 && originalSize === 0) throw bad('damaged');
        return KNOWN.has(name);
      },
    });
  } catch (error) {
    throw error instanceof OrebookError ? error : bad('damaged');
  }
};

const jsonOf = (content: Uint8Array, fault: BundleFault): unknown => {
  try {
    return JSON.parse(strFromU8(content)) as unknown;
  } catch {
    throw bad(fault);
  }
};

/** The fields that every version of the format begins with. */
const Head = z.object({ format: z.literal('orebundle'), version: z.number().int().min(1) });

const manifestOf = (content: Uint8Array | undefined): Manifest => {
  if (!content) throw bad('notABundle');
  const said = jsonOf(content, 'notABundle');
  const head = Head.safeParse(said);
  if (!head.success) throw bad('notABundle');
  if (head.data.version > BUNDLE_VERSION) throw bad('bundleNewer');
  const manifest = Manifest.safeParse(said);
  if (!manifest.success) throw bad('bundleTampered');
  return manifest.data;
};

/** The records of one part, after the check of its digest. */
const recordsOf = (name: PartName, files: Unzipped, { parts }: Manifest): readonly unknown[] => {
  const said = parts.filter((part) => part.name === name);
  const content = files[fileOf(name)];
  const [first] = said;
  if (said.length !== 1 || !first || !content || digestOf(content) !== first.sha256) throw bad('bundleTampered');
  const records = jsonOf(content, 'bundleTampered');
  if (!Array.isArray(records) || records.length !== first.records) throw bad('bundleTampered');
  return records;
};

/** The records of a part under its schema. */
const parsedRecords = <K extends PartName>(name: K, records: readonly unknown[]): BundleRecords[K] => {
  const read = PARTS[name].safeParse(records);
  if (!read.success) throw bad('bundleTampered');
  return read.data as BundleRecords[K];
};

/** Reads a bundle. Throws BAD_FILE {fault} for what is none, is newer than this Orebook, was altered, or unpacks to too much. */
export const unpackBundle = async (file: Uint8Array): Promise<Bundle> => {
  const files = unpackParts(file);
  const manifest = manifestOf(files[MANIFEST]);
  const partNames = PART_NAMES.filter((name) => (PART_VERSIONS[name] ?? 1) <= manifest.version);
  const parts: Partial<Record<PartName, readonly unknown[]>> = {};
  for (const name of partNames) {
    await breathe();
    parts[name] = recordsOf(name, files, manifest);
  }
  const upgraded = manifest.version === 1 ? upgradeBundle(parts) : parts;
  const part = async <K extends PartName>(name: K): Promise<BundleRecords[K]> => {
    await breathe();
    return parsedRecords(name, upgraded[name] ?? []);
  };
  const records: BundleRecords = {
    group: await part('group'),
    buyer: await part('buyer'),
    product: await part('product'),
    reference: await part('reference'),
    contract: await part('contract'),
    version: await part('version'),
    facility: await part('facility'),
    projectFinance: await part('projectFinance'),
    plan: await part('plan'),
  };
  return { manifest, records };
};
