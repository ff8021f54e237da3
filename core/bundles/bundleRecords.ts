import { z } from 'zod';
import { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { Deck } from '#shared/domain/deck.ts';
import { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { DeckPoint, Reference } from '#shared/domain/reference.ts';
import { Version } from '#shared/domain/version.ts';

/** Maximum number of records of one kind in a bundle. */
export const MAX_RECORDS = 20_000;

/** A price deck of the workspace's users with its prices of the references in the bundle. */
export const BundleDeck = z.object({
  ...Deck.unwrap().shape,
  kind: z.literal('own'),
  points: z.array(DeckPoint).max(MAX_RECORDS).readonly(),
});

const recordList = <S extends z.ZodType>(record: S) => z.array(record).max(MAX_RECORDS).readonly();

/** The parts of a bundle, a file each, in the order in which the records refer to one another. */
export const PARTS = {
  group: recordList(BuyerGroup),
  buyer: recordList(Buyer),
  reference: recordList(Reference),
  deck: recordList(BundleDeck),
  product: recordList(Product),
  contract: recordList(OfftakeContract),
  version: recordList(Version),
  facility: recordList(Facility),
  /** Costs of the project and the lender case: one record of the workspace, or none. */
  projectFinance: z.array(ProjectFinance).max(1).readonly(),
  plan: recordList(Plan),
} as const;

export type PartName = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as readonly PartName[];

export type BundleRecords = { readonly [K in PartName]: z.output<(typeof PARTS)[K]> };

/** The version of the format that this Orebook writes, and the newest that it reads. */
export const BUNDLE_VERSION = 3;

/** The versions of the format that introduced a part; all others are in version 1. */
export const PART_VERSIONS: Readonly<Partial<Record<PartName, number>>> = { facility: 2, projectFinance: 3, deck: 3 };

/** Maximum number of characters of a title. The title of many deals lists each of them. */
export const MAX_TITLE_LENGTH = 200;

/** The description of a bundle in its file. */
export const Manifest = z.object({
  format: z.literal('orebundle'),
  version: z.number().int().min(1).max(BUNDLE_VERSION),
  /** Version of the application that wrote the bundle. */
  app: z.string().max(60),
  /** Time of creation. */
  made: z.iso.datetime(),
  /** The title of the document of its deals or plan. */
  title: z.string().max(400),
  parts: z
    .array(
      z.object({
        name: z.enum(['group', 'buyer', 'product', 'reference', 'deck', 'contract', 'version', 'facility', 'projectFinance', 'plan']),
        records: z.number().int().min(0).max(MAX_RECORDS),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(PART_NAMES.length)
    .readonly(),
});
export type Manifest = z.infer<typeof Manifest>;

export type Bundle = { readonly manifest: Manifest; readonly records: BundleRecords };

/** The records of an empty bundle. */
export const NO_RECORDS: BundleRecords = {
  group: [],
  buyer: [],
  product: [],
  reference: [],
  deck: [],
  contract: [],
  version: [],
  facility: [],
  projectFinance: [],
  plan: [],
};
