import { styled } from '@mui/material/styles';
import { comma, text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { isPrecious, mainElement } from '../../../components/elements.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { DEAL, productOf } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';
import { paidElements } from './paidElements.ts';

const Stated = styled('span')(({ theme }) => ({
  display: 'block',
  padding: '6px 0',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
  overflowWrap: 'anywhere',
}));

/** A grade as the trade says it: gold and silver in grams, the rest in per cent. */
const gradeWords = (element: string, grade: number): string =>
  isPrecious(element)
    ? `${formatNumber(grade * 1e6, { decimals: 1 })} ${text('formUnit.gramsPerTonne')} ${element}`
    : `${formatPercent(grade, { decimals: grade < 0.01 ? 2 : 1 })} ${element}`;

const byWeight = ([, a]: [string, number], [, b]: [string, number]): number => b - a;

/** Moisture and the grades that are paid for. They belong to the product and are only shown here; the whole assay on hover. */
const ProductStated = () => {
  const editor = useEditor();
  const product = productOf(editor);
  if (!product) return undefined;
  const grades = Object.entries(product.assay).sort(byWeight);
  const sold = mainElement(product);
  const paid = paidElements(editor.contract);
  const leading = grades.filter(([element]) => element === sold || isPrecious(element) || paid.has(element));
  const words = [formatPercent(product.moisture, { decimals: 1 }), ...leading.map(([element, grade]) => gradeWords(element, grade))];
  return (
    <FormRow label={text('form.moisture')}>
      <Stated title={grades.map(([element, grade]) => gradeWords(element, grade)).join(comma())}>{words.join(comma())}</Stated>
    </FormRow>
  );
};

/** Who, what, how likely, from when to when. */
export const DealGroup = () => {
  const { contract } = useEditor();
  const open = contract.status === 'prospect' || contract.status === 'negotiating';
  const { renewal } = contract;
  return (
    <>
      <FormGroup title={text('form.group.deal')} />
      <RecordRow path={at(DEAL, 'name')} placeholder={text('form.nameHint')} />
      <RecordRow path={at(DEAL, 'code')} />
      <RecordRow path={at(DEAL, 'buyerId')} />
      <RecordRow path={at(DEAL, 'productId')} />
      <ProductStated />
      {open ? (
        <RecordRow path={at(DEAL, 'status')} pair={at(DEAL, 'probability')} label={text('form.statusLikely')} />
      ) : (
        <RecordRow path={at(DEAL, 'status')} />
      )}
      <RecordRow path={at(DEAL, 'start')} pair={at(DEAL, 'end')} label={text('form.fromTo')} />
      <RecordRow path={at(DEAL, 'renewal', 'kind')} />
      {renewal.kind === 'evergreen' ? <RecordRow path={at(DEAL, 'renewal', 'noticeMonths')} /> : undefined}
      {renewal.kind === 'buyerOption' || renewal.kind === 'sellerOption' ? (
        <RecordRow path={at(DEAL, 'renewal', 'months')} pair={at(DEAL, 'renewal', 'noticeMonths')} label={text('form.renewalTerms')} />
      ) : undefined}
    </>
  );
};
