import { describe, expect, it } from 'vitest';
import { en } from '#shared/messages/en.ts';
import { readDocument } from './document.ts';
import { changeDocument } from './documents.ts';

/** Keys of the labels that version 1 may have stored, after `history.`. */
const STORED_KEYS = `
  bidAccepted bidAdded bidsDeleted bidsEdited buyerAdded buyerCopied buyerEdited buyersDeleted buyersEdited contractAdded
  contractCopied contractEdited contractEdited.buyer contractEdited.dates contractEdited.delivery contractEdited.law
  contractEdited.name contractEdited.note contractEdited.opening contractEdited.payment contractEdited.price contractEdited.product
  contractEdited.quantity contractEdited.status contractEdited.tenor contractsDeleted contractsEdited correlations create groupAdded
  groupEdited houseStyle imported limitAdded limitDeleted limitEdited logo logoRemoved migrated openSample planAllocated
  planBranched planChosen planContractIn planContractOut planDeleted planEdited planOverridden priceProcess prices productAdded
  productCopied productEdited productEdited.assay productEdited.cost productEdited.production productEdited.spot productRenamed
  productsDeleted productsEdited referenceAdded referenceEdited referenceRemoved roll scenarioAdded scenarioCombined scenarioCopied
  scenarioDeleted scenarioEdited scenarioRenamed scenarioScaled settings tenderAdded tenderEdited tendersDeleted tendersEdited
  versionEdited versionKept.counter versionKept.offer versionKept.signed versionTakenUp versionsDeleted versionsEdited
`;

describe('the label of a stored change', () => {
  it.each(STORED_KEYS.trim().split(/\s+/))('history.%s has a text, after the upgrades', (key) => {
    const row = { label: JSON.stringify({ key: `history.${key}` }), json_version: 1 };
    expect(Object.keys(en)).toContain(readDocument(changeDocument, row, '1').label.key);
  });
});
