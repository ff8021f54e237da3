import { styled } from '@mui/material/styles';
import { METAL_SYMBOL, type Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';

export type MetalNameProps = {
  readonly metal: Metal;
  /** The text beside the swatch: symbol and name, the symbol alone, or another name. */
  readonly show?: 'full' | 'symbol' | undefined;
};

const Square = styled('span', { shouldForwardProp: (prop) => prop !== 'metal' })<{ metal: Metal | undefined }>(({ theme, metal }) => ({
  display: 'inline-block',
  flex: 'none',
  width: 10,
  height: 10,
  marginRight: 7,
  borderRadius: 1,
  verticalAlign: -1,
  ...(metal
    ? { backgroundColor: theme.vars.palette.ore.metal[metal] }
    : { boxShadow: `inset 0 0 0 1.5px ${theme.vars.palette.ore.tertiary}` }),
}));

const ChemicalSymbol = styled('span')(({ theme }) => ({
  ...theme.typography.micro,
  display: 'inline-block',
  minWidth: 22,
  color: theme.vars.palette.text.secondary,
}));

/** A metal's colour as a 10 px square; hollow for several metals or none. The text beside it names the metal. */
export const MetalSwatch = ({ metal }: { readonly metal: Metal | undefined }) => <Square metal={metal} aria-hidden="true" />;

/** A metal as swatch, symbol and name. */
export const MetalName = ({ metal, show = 'full' }: MetalNameProps) => (
  <>
    <MetalSwatch metal={metal} />
    <ChemicalSymbol title={show === 'symbol' ? text(`metal.${metal}`) : undefined}>{METAL_SYMBOL[metal]}</ChemicalSymbol>
    {show === 'full' ? text(`metal.${metal}`) : undefined}
  </>
);
