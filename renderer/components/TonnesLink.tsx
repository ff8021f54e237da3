import type { Figure } from '#shared/contract/figure.ts';
import { formatTonnes } from '#shared/units/format.ts';
import { FigureLink } from './FigureLink.tsx';

/** Tonnes of a column in kdmt, however few. */
export const TonnesLink = ({ figure }: { readonly figure: Figure }) => {
  const tonnes = Number(figure.value);
  return (
    <FigureLink as="cell" figure={figure}>
      {formatTonnes(tonnes, 'kdmt', Math.abs(tonnes) < 1000 ? 2 : 1).text}
    </FigureLink>
  );
};
