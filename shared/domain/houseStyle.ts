import { z } from 'zod';
import { contrastRatio } from '../units/contrast.ts';

/** Largest width and height of a stored logo, pixels. */
export const LOGO_SIDE = 480;

/** The logo in documents. Only pixels of the chosen file are stored, no metadata. */
export const HouseLogo = z
  .object({
    kind: z.enum(['png', 'jpeg']),
    width: z.number().int().min(1).max(4096),
    height: z.number().int().min(1).max(4096),
    /** The file, in base 64. */
    data: z.base64().max(700_000),
  })
  .readonly();
export type HouseLogo = z.infer<typeof HouseLogo>;

/** Minimum contrast of text of any size (WCAG 2.2 AA). */
const MIN_CONTRAST = 4.5;
const PAPER = '#FFFFFF';

export const Accent = z
  .string()
  .max(7)
  .refine((colour) => /^#[0-9A-F]{6}$/.test(colour), { error: 'colour', abort: true })
  .refine((colour) => contrastRatio(colour, PAPER) >= MIN_CONTRAST, { error: 'pale' });

/** Style of a company's documents: name and logo in the header, confidentiality mark, accent colour, footer. */
export const HouseStyle = z
  .object({
    name: z.string().trim().max(120),
    accent: Accent,
    footer: z.string().trim().max(200),
    /** Confidentiality mark, such as "Confidential". */
    mark: z.string().trim().max(60),
    logo: HouseLogo.optional(),
  })
  .readonly();
export type HouseStyle = z.infer<typeof HouseStyle>;

/** The default style of documents. */
export const DEFAULT_HOUSE_STYLE: HouseStyle = { name: '', accent: '#2B3A48', footer: '', mark: '' };
