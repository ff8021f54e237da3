import { z } from 'zod';
import { HouseStyle } from '../domain/houseStyle.ts';
import { command, query } from './call.ts';
import { Done, Nothing } from './workspace.ts';

export const houseStyleCalls = {
  'houseStyle.get': query(Nothing, HouseStyle),
  /** Changes what is given; the picture has calls of its own. */
  'houseStyle.save': command(HouseStyle.unwrap().omit({ logo: true }).partial(), Done),
  /** Takes the picture of a file that came in: PNG or JPEG, made small and rid of what else its file says. */
  'houseStyle.setLogo': command(z.object({ logo: z.string().max(200) }), Done),
  'houseStyle.removeLogo': command(Nothing, Done),
} as const;
