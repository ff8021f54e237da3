import { z } from 'zod';
import { HouseStyle } from '../domain/houseStyle.ts';
import { command, query } from './call.ts';
import { Completion, NoInput } from './workspace.ts';

export const houseStyleCalls = {
  'houseStyle.get': query(NoInput, HouseStyle),
  /** Changes what is given; the picture has calls of its own. */
  'houseStyle.save': command(HouseStyle.unwrap().omit({ logo: true }).partial(), Completion),
  /** Takes the picture of a file that came in: PNG or JPEG, made small and rid of what else its file says. */
  'houseStyle.setLogo': command(z.object({ logo: z.string().max(200) }), Completion),
  'houseStyle.removeLogo': command(NoInput, Completion),
} as const;
