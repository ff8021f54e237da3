import { z } from 'zod';

/** `reader` reads the shared workspace, `editor` changes it, `owner` also decides on its members. */
export const TeamAccess = z.enum(['reader', 'editor', 'owner']);
export type TeamAccess = z.infer<typeof TeamAccess>;

/** How the connection to the database of a team is protected. */
export const TeamTls = z.enum([
  /** TLS; certificate and host name are verified. */
  'verify',
  /** TLS without that check: whoever controls the network can read and change what is sent. */
  'encrypt',
  /** No TLS: for a database on this computer. */
  'none',
]);
export type TeamTls = z.infer<typeof TeamTls>;

/** The PostgreSQL database of a team and the role with which this desk logs in. The password is never part of it. */
export const TeamConnection = z
  .object({
    host: z.string().trim().min(1).max(255),
    port: z.number().int().min(1).max(65_535),
    database: z.string().trim().min(1).max(63),
    role: z.string().trim().min(1).max(63),
    tls: TeamTls,
  })
  .readonly();
export type TeamConnection = z.infer<typeof TeamConnection>;

export const TeamMember = z
  .object({ role: z.string().trim().min(1).max(63), name: z.string().trim().min(1).max(120), access: TeamAccess })
  .readonly();
export type TeamMember = z.infer<typeof TeamMember>;

/** Why my change of a record could not be merged with the change of a colleague. */
export const ConflictReason = z.enum([
  /** Both changed the same value. */
  'sameColumn',
  /** A colleague deleted the record that I changed. */
  'deletedByOther',
  /** A colleague changed the record that I deleted. */
  'changedByOther',
  /** Both created a record with the same id. */
  'createdTwice',
  /** My record repeats a code or breaks another rule of its table. */
  'constraint',
  /** My record refers to one that a colleague deleted, or a colleague's record to one that I deleted. */
  'reference',
  /** The merged record would not match its schema. */
  'invalid',
]);
export type ConflictReason = z.infer<typeof ConflictReason>;
