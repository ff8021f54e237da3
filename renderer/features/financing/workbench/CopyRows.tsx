import { CopyText } from '../../../components/CopyText.tsx';

/** A button that copies a table as text with tabs: the heads, then the rows. */
export const CopyRows = ({
  heads,
  rows,
}: {
  readonly heads: readonly string[];
  readonly rows: () => readonly (readonly (string | number)[])[];
}) => <CopyText value={() => [heads, ...rows()].map((row) => row.join('\t')).join('\n')} />;
