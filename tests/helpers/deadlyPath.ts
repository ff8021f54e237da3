/** The path that the mortal thread of the simulation dies of. */
export const DEADLY = 13;
