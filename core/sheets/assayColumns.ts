import { type Column, column, type Draft, ROW_TERMS } from './columns.ts';

// A product has one assay, which a table gives in one cell or in a column for each element.

/** Names of elements and oxides in headers, besides their symbol. */
const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  Cu: ['copper', '铜'],
  Zn: ['zinc', '锌'],
  Pb: ['lead', '铅'],
  Ni: ['nickel', '镍'],
  Co: ['cobalt', '钴'],
  Sn: ['tin', '锡'],
  Fe: ['iron', '铁', 'TFe', 'total Fe', '全铁'],
  Mn: ['manganese', '锰'],
  Li2O: ['lithia', 'lithium oxide', '氧化锂'],
  Al2O3: ['alumina', '氧化铝'],
  SiO2: ['silica', '二氧化硅', '硅'],
  Fe2O3: ['iron oxide', '氧化铁'],
  TiO2: ['titania', '二氧化钛'],
  CaO: ['lime', '氧化钙'],
  MgO: ['magnesia', '氧化镁'],
  K2O: [],
  Na2O: [],
  Au: ['gold', '金'],
  Ag: ['silver', '银'],
  Pt: ['platinum', '铂'],
  Pd: ['palladium', '钯'],
  Mo: ['molybdenum', '钼'],
  As: ['arsenic', '砷'],
  Sb: ['antimony', '锑'],
  Bi: ['bismuth', '铋'],
  Cd: ['cadmium', '镉'],
  Hg: ['mercury', '汞'],
  F: ['fluorine', '氟'],
  Cl: ['chlorine', '氯'],
  P: ['phosphorus', '磷'],
  S: ['sulphur', 'sulfur', '硫'],
  Se: ['selenium', '硒'],
  Te: ['tellurium', '碲'],
  U: ['uranium', '铀'],
  LOI: ['loss on ignition', '烧失量'],
};

const PRECIOUS: ReadonlySet<string> = new Set(['Au', 'Ag', 'Pt', 'Pd']);
/** What products are sold for: more than one per cent of them. */
const MAIN: ReadonlySet<string> = new Set(['Cu', 'Zn', 'Pb', 'Ni', 'Sn', 'Fe', 'Mn', 'Li2O', 'Al2O3']);

export type GradeClass = 'main' | 'precious' | 'other';
export const gradeClass = (element: string): GradeClass => (MAIN.has(element) ? 'main' : PRECIOUS.has(element) ? 'precious' : 'other');

type Part = 'assay' | 'threshold' | 'reject';

const FIELD = /^(assay|threshold|reject)\.(\w+)$/;

/** The element of a column of an assay or a penalty, and what the column says of it; undefined for other fields. */
export const elementField = (key: string): { readonly part: Part; readonly element: string } | undefined => {
  const [, part, element] = FIELD.exec(key) ?? [];
  return part === undefined ? undefined : { part: part as Part, element: element! };
};

/** Headers of each part, with the name of the element as X. */
const HEADERS: Readonly<Record<Part, readonly string[]>> = {
  assay: [
    'X',
    'X grade',
    'grade X',
    'X content',
    'X assay',
    'X typical',
    'typical X',
    'X in concentrate',
    'X品位',
    'X含量',
    '含X',
    'X典型值',
  ],
  threshold: ['X penalty threshold', 'X threshold', 'X penalty above', 'penalty X', 'X penalty', 'X罚款起点', 'X扣款起点'],
  reject: ['X rejection limit', 'X rejection', 'X reject', 'X reject above', 'X拒收限', 'X拒收线'],
};

/** The headers of a column of an element, besides its label. */
export const elementHeaders = (key: string): readonly string[] => {
  const field = elementField(key);
  if (!field) return [];
  const names = [field.element, ...(ELEMENTS[field.element] ?? [])];
  return HEADERS[field.part].flatMap((header) => names.map((name) => header.replace('X', name)));
};

const elementColumns = (part: Part, overrides: Partial<Column>): readonly Column[] =>
  Object.keys(ELEMENTS).map((element) => column(`${part}.${element}`, 'grade', { isImportOnly: true, get: () => undefined, ...overrides }));

/** The columns of the assay of a product. */
export const PRODUCT_ASSAY_COLUMNS: readonly Column[] = elementColumns('assay', {});

/** Sets the limit of an element in the penalties of the row's terms; returns false if they have no penalty for it. */
const setPenalty =
  (element: string, field: 'threshold' | 'rejectAbove') =>
  (record: Draft, value: unknown): boolean => {
    const { penalties } = (record[ROW_TERMS] as Draft).price as Draft;
    const penalty = Array.isArray(penalties) ? (penalties as Draft[]).find((candidate) => candidate.element === element) : undefined;
    if (penalty) penalty[field] = value;
    return penalty !== undefined;
  };

/** The columns of a contract by element: the assay of its product, which is compared, and the limits of its penalties. */
export const CONTRACT_ASSAY_COLUMNS: readonly Column[] = [
  ...elementColumns('assay', { set: () => true }),
  ...(['threshold', 'reject'] as const).flatMap((part) =>
    elementColumns(part, {}).map((elementColumn): Column => {
      const field = part === 'threshold' ? 'threshold' : 'rejectAbove';
      return {
        ...elementColumn,
        path: `terms.*.price.penalties.${field}`,
        set: setPenalty(elementField(elementColumn.key)!.element, field),
      };
    }),
  ),
];
