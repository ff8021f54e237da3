import land from 'world-atlas/land-110m.json' with { type: 'json' };

type Ring = readonly (readonly [east: number, north: number])[];

/** A TopoJSON file of one land mass: arcs as steps on a grid, rings as lists of arcs; ~i is arc i reversed. */
type Topology = {
  readonly transform: { readonly scale: readonly number[]; readonly translate: readonly number[] };
  readonly arcs: readonly (readonly (readonly number[])[])[];
  readonly objects: { readonly land: { readonly geometries: readonly { readonly arcs: readonly (readonly (readonly number[])[])[] }[] } };
};

const topology = land as unknown as Topology;

const decodedArcs = topology.arcs.map((steps) => {
  let x = 0;
  let y = 0;
  return steps.map(([dx = 0, dy = 0]): readonly [number, number] => {
    x += dx;
    y += dy;
    const { scale, translate } = topology.transform;
    return [x * (scale[0] ?? 1) + (translate[0] ?? 0), y * (scale[1] ?? 1) + (translate[1] ?? 0)];
  });
});

const arcOf = (index: number) => (index < 0 ? (decodedArcs[~index] ?? []).toReversed() : (decodedArcs[index] ?? []));

/** The coasts of the world in degrees: Natural Earth 1:110 million, public domain. The file loads with the first map. */
export const WORLD_OUTLINE: readonly Ring[] = topology.objects.land.geometries.flatMap(({ arcs }) =>
  arcs.flatMap((polygon) => (polygon as unknown as readonly (readonly number[])[]).map((ring) => ring.flatMap(arcOf))),
);
