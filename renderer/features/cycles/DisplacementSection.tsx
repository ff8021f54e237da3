import type { Displacement } from '#shared/contract/displacement.ts';
import { text } from '#shared/messages/text.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { Section } from '../../components/Section.tsx';

const FIGURES = [
  'tonnes',
  'loss',
  'lossPerTonne',
  'concentration',
  'concentrationPerTonne',
] as const satisfies readonly (keyof Displacement)[];

/** The cost of the tonnes that the scenario displaces, and the part of it from concentration. */
export const DisplacementSection = ({ displacement }: { readonly displacement: Displacement }) => (
  <Section title={text('displacement.scenarioTitle')} term="costOfConcentration" note={text('displacement.scenarioNote')} span={12}>
    {displacement.tonnes.unit === 'text' ? (
      <EmptyState what={text('displacement.noTonnes')} />
    ) : (
      <FigureRow>
        {FIGURES.map((key) => (
          <LabelledFigure key={key} label={text(`displacement.${key}`)} figure={displacement[key]} />
        ))}
      </FigureRow>
    )}
  </Section>
);
