import { z } from 'zod';
import { HouseStyle } from '../domain/houseStyle.ts';
import { command, query } from './call.ts';
import { Completion, NoInput } from './workspace.ts';

export const houseStyleCalls = {
  'houseStyle.get': query(NoInput, HouseStyle),
  /** Changes the given fields. The logo has its own calls. */
  'houseStyle.save': command(HouseStyle.unwrap().omit({ logo: true }).partial(), Completion),
  /** Sets the logo from an incoming PNG or JPEG file, which is scaled down and stripped of metadata. */
  'houseStyle.setLogo': command(z.object({ logo: z.string().max(200) }), Completion),
  'houseStyle.removeLogo': command(NoInput, Completion),
} as const;
