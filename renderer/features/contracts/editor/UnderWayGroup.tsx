import { styled } from '@mui/material/styles';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { Opening } from '#shared/domain/opening.ts';
import { text } from '#shared/messages/text.ts';
import { figureText, joinUnit } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import { FormGroup, FormRow } from '../../../components/FormRow.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { AddButton, Subhead } from '../../../editing/record/formParts.tsx';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { DEAL } from '../fields/fieldContext.ts';
import { useEditor } from './EditorContext.ts';
import { MakeUpLots, OpenDeliveries, UnpaidAmounts } from './OpeningLines.tsx';

const AssumptionNote = styled('p')(({ theme }) => ({
  margin: 0,
  padding: '6px 0',
  fontSize: '0.75rem',
  lineHeight: '16px',
  color: theme.vars.palette.text.secondary,
}));

export type UnderWayProps = { readonly elapsed: ContractPreview['elapsed'] };

/** States what the valuation assumes without a current position. */
const NominalAssumption = ({ elapsed }: UnderWayProps) => {
  const { options, commit } = useEditor();
  const { valuationMonth } = options;
  const opening: Opening = {
    asOf: valuationMonth,
    takenTonnes: Math.round(elapsed?.tonnes ?? 0),
    paidTonnes: 0,
    paidValueUsd: 0,
    openDeliveries: [],
    makeUpLots: [],
    deferredTonnes: 0,
    unpaid: [],
  };
  return (
    <>
      <FormRow label={text('form.takenSoFar')} origin="house">
        <AssumptionNote>
          {elapsed === undefined
            ? text('form.takenAssumedYear')
            : text('form.takenAssumed', {
                tonnes: joinUnit(figureText({ value: elapsed.tonnes, unit: 'dmt', decimals: 1 }, 'auto')),
                since: formatMonth(elapsed.since),
                until: formatMonth(valuationMonth),
              })}
        </AssumptionNote>
      </FormRow>
      <AddButton label={text('form.add.opening')} onAction={() => commit([set(at(DEAL, 'opening'), opening)])} />
    </>
  );
};

/** Edits the current position of a contract under way: its contract year so far, and open items of earlier months. */
export const UnderWayGroup = ({ elapsed }: UnderWayProps) => {
  const { contract, options, commit } = useEditor();
  const { opening } = contract;
  if (opening === undefined && contract.start > options.valuationMonth) return undefined;
  return (
    <>
      <FormGroup title={text('form.group.underWay')} />
      {opening === undefined ? (
        <NominalAssumption elapsed={elapsed} />
      ) : (
        <>
          <Subhead
            title={text('form.opening')}
            remove={{ label: text('form.remove.opening'), onAction: () => commit([set(at(DEAL, 'opening'), undefined)]) }}
          />
          <RecordRow path={at(DEAL, 'opening', 'asOf')} />
          <RecordRow path={at(DEAL, 'opening', 'takenTonnes')} />
          <RecordRow path={at(DEAL, 'opening', 'paidTonnes')} pair={at(DEAL, 'opening', 'paidValueUsd')} label={text('form.paidFor')} />
          <RecordRow path={at(DEAL, 'opening', 'deferredTonnes')} />
          <OpenDeliveries opening={opening} />
          <MakeUpLots opening={opening} />
          <UnpaidAmounts opening={opening} />
        </>
      )}
    </>
  );
};
