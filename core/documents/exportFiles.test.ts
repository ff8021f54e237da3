import { expect, it } from 'vitest';
import { jsonParts } from './exportFiles.ts';

it('a JSON export is indented like any JSON text, with the cells and stored parts of each row', () => {
  const sheets = [
    {
      key: 'contracts',
      rows: [
        [
          { key: 'id', cell: 'C-042' },
          { key: 'terms', stored: [{ quantity: { tonnesPerYear: 12_000 } }, {}, []] },
        ],
        [{ key: 'id', cell: 'a "line"\nand another, 海' }],
        [],
      ],
    },
    { key: 'buyers', rows: [] },
  ];
  const text = [...jsonParts(sheets)].join('');
  expect(text).toBe(
    JSON.stringify(
      {
        format: 'orebook-export',
        version: 1,
        sheets: {
          contracts: [{ id: 'C-042', terms: [{ quantity: { tonnesPerYear: 12_000 } }, {}, []] }, { id: 'a "line"\nand another, 海' }, {}],
          buyers: [],
        },
      },
      undefined,
      1,
    ),
  );
});
