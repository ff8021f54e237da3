import { z } from 'zod';
import { FigureIdentity } from '../domain/figureIdentity.ts';
import { ContractId, DecisionId, DeckId, PlanId } from '../domain/ids.ts';
import { IsoDate, Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, FigureUnit, Label } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

const MAX_TEXT = 4000;
/** The most figures of one decision. */
export const MAX_EXPECTED_FIGURES = 12;

/** A figure as it was when something was decided. `target` and `year` name it in the catalogue of the sensitivity pages. */
const ExpectedFigure = z
  .object({
    target: z.string().min(1).max(200),
    year: Year.optional(),
    label: Label,
    value: z.number().finite(),
    unit: FigureUnit,
    decimals: z.number().int().min(0).max(8),
    identity: FigureIdentity.optional(),
  })
  .readonly();
export type ExpectedFigure = z.infer<typeof ExpectedFigure>;

/** Fields that people enter; they can be edited later. */
const ENTERED_FIELDS = {
  /** What was decided. */
  title: z.string().trim().min(1).max(200),
  why: z.string().trim().max(MAX_TEXT),
  decidedOn: IsoDate,
};

export const Decision = z
  .object({
    ...ENTERED_FIELDS,
    id: DecisionId,
    /** The name of the person who recorded it; empty if it was not entered. */
    author: z.string().max(200),
    at: z.iso.datetime(),
    /** What happened, and the reasons of the difference; empty until it is entered. */
    outcome: z.string().trim().max(MAX_TEXT),
    /** On what the figures are based. */
    basis: z
      .object({ planId: PlanId, planName: z.string().max(200), contractId: ContractId.optional(), deck: DeckId, valuationDate: IsoDate })
      .readonly(),
    figures: z.array(ExpectedFigure).max(MAX_EXPECTED_FIGURES).readonly(),
  })
  .readonly();
export type Decision = z.infer<typeof Decision>;

/** An expected figure beside the same figure of today. */
const ComparedFigure = z
  .object({
    label: Label,
    year: Year.optional(),
    expected: Figure,
    today: Figure.optional(),
    difference: Figure.optional(),
    /** Why there is no figure of today: its plan, contract or deck is gone, or it is no longer the same figure. */
    missing: z.enum(['notFound', 'otherFigure']).optional(),
  })
  .readonly();
export type ComparedFigure = z.infer<typeof ComparedFigure>;

export const ComparedDecision = z
  .object({
    ...Decision.unwrap().omit({ figures: true }).shape,
    version: z.number().int(),
    /** The code of the contract that it is about, if it still exists. */
    contractCode: z.string().optional(),
    /** The name of the price deck of its figures, if it still exists. */
    deckName: Label.optional(),
    figures: z.array(ComparedFigure).readonly(),
    /** Number of changes of the workspace since it was recorded; at most the limit of the history that is read. */
    changesSince: z.number().int(),
  })
  .readonly();
export type ComparedDecision = z.infer<typeof ComparedDecision>;

export const decisionsCalls = {
  /** Lists all decisions, latest first, with today's figures of the same identities. */
  'decisions.list': query(NoInput, z.object({ valuationDate: IsoDate, decisions: z.array(ComparedDecision).readonly() })),
  /** Records a decision with figures of the chosen plan, or of a contract in it, as they are now. */
  'decisions.add': command(
    z.object({
      ...ENTERED_FIELDS,
      contractId: ContractId.optional(),
      figures: z
        .array(z.object({ target: z.string().min(1).max(200), year: Year.optional() }))
        .max(MAX_EXPECTED_FIGURES)
        .readonly(),
    }),
    z.object({ id: DecisionId }),
  ),
  'decisions.edit': command(
    z.object({ ...ENTERED_FIELDS, id: DecisionId, outcome: z.string().trim().max(MAX_TEXT), version: z.number().int() }),
    Completion,
  ),
  'decisions.remove': command(z.object({ id: DecisionId }), Completion),
} as const;
