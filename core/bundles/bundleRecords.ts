import { z } from 'zod';
import { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { Reference } from '#shared/domain/reference.ts';
import { Version } from '#shared/domain/version.ts';

/** Records of one kind that a bundle holds at most. */
export const MOST_RECORDS = 20_000;

const recordList = <S extends z.ZodType>(record: S) => z.array(record).max(MOST_RECORDS).readonly();

/** What a bundle holds, a part of its file each, in the order in which the records refer to one another. */
export const PARTS = {
  group: recordList(BuyerGroup),
  buyer: recordList(Buyer),
  reference: recordList(Reference),
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

/** The format that this Orebook writes, and the newest that it reads. */
export const BUNDLE_VERSION = 3;

/** The versions of the format that introduced a part; all others are in version 1. */
export const PART_VERSIONS: Readonly<Partial<Record<PartName, number>>> = { facility: 2, projectFinance: 3 };

/** Letters of a bundle's title; that of many deals names each of them. */
export const LONGEST_TITLE = 200;

/** What a bundle says of itself. */
export const Manifest = z.object({
  format: z.literal('orebundle'),
  version: z.number().int().min(1).max(BUNDLE_VERSION),
  /** The Orebook that wrote it. */
  app: z.string().max(60),
  made: z.iso.datetime(),
  /** What was put into it, as its document is called. */
  title: z.string().max(400),
  parts: z
    .array(
      z.object({
        name: z.enum(['group', 'buyer', 'product', 'reference', 'contract', 'version', 'facility', 'projectFinance', 'plan']),
        records: z.number().int().min(0).max(MOST_RECORDS),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(PART_NAMES.length)
    .readonly(),
});
export type Manifest = z.infer<typeof Manifest>;

export type Bundle = { readonly manifest: Manifest; readonly records: BundleRecords };

/** A bundle of nothing. */
export const NO_RECORDS: BundleRecords = {
  group: [],
  buyer: [],
  product: [],
  reference: [],
  contract: [],
  version: [],
  facility: [],
  projectFinance: [],
  plan: [],
};
