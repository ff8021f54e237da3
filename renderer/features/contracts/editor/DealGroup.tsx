import { styled } from '@mui/material/styles';
import { comma, text } from '#shared/messages/text.ts';
import { formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { isPrecious, mainElement } from '../../../components/elements.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { DEAL, payableElements, productOf } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';

const ProductFacts = styled('span')(({ theme }) => ({
  display: 'block',
  padding: '6px 0',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
  overflowWrap: 'anywhere',
}));

/** A grade in the unit of the trade: precious metals in grams per tonne, others in per cent. */
const gradeText = (element: string, grade: number): string =>
  isPrecious(element)
    ? `${formatPlainNumber(grade * 1e6, { decimals: 1 })} ${text('formUnit.gramsPerTonne')} ${element}`
    : `${formatPercent(grade, { decimals: grade < 0.01 ? 2 : 1 })} ${element}`;

const byWeight = ([, a]: [string, number], [, b]: [string, number]): number => b - a;

/** Shows moisture and payable grades of the product, with the whole assay in a tooltip. */
const ProductRow = () => {
  const editor = useEditor();
  const product = productOf(editor);
  if (!product) return undefined;
  const grades = Object.entries(product.assay).sort(byWeight);
  const soldElement = mainElement(product);
  const paidElements = payableElements(editor.contract);
  const shownGrades = grades.filter(([element]) => element === soldElement || isPrecious(element) || paidElements.has(element));
  const facts = [formatPercent(product.moisture, { decimals: 1 }), ...shownGrades.map(([element, grade]) => gradeText(element, grade))];
  return (
    <FormRow label={text('form.moisture')}>
      <ProductFacts title={grades.map(([element, grade]) => gradeText(element, grade)).join(comma())}>{facts.join(comma())}</ProductFacts>
    </FormRow>
  );
};

/** Edits buyer, product, status and tenor. */
export const DealGroup = () => {
  const { contract } = useEditor();
  const isOpen = contract.status === 'prospect' || contract.status === 'negotiating';
  const { renewal } = contract;
  return (
    <>
      <FormGroup title={text('form.group.deal')} />
      <RecordRow path={at(DEAL, 'name')} placeholder={text('form.nameHint')} />
      <RecordRow path={at(DEAL, 'code')} />
      <RecordRow path={at(DEAL, 'buyerId')} />
      <RecordRow path={at(DEAL, 'productId')} />
      <ProductRow />
      {isOpen ? (
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
