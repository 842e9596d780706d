// Section 3.10: a receipt, by a hub key of the anchors.
import { refuse } from './wire.mjs';
import { readRecord } from './records.mjs';
import { verify } from './sm2.mjs';
import { isIncluded, leafHash } from './merkle.mjs';

/** The leaf. Refuses a receipt that is not this hub's. What the leaf says is the caller's to compare. */
export function checkReceipt(receipt, hub, hubKeys) {
  const batch = readRecord(receipt.batch, 'receipt-batch/1');
  const leaf = readRecord(receipt.leaf, 'receipt/1');
  if (batch.hub !== hub || leaf.hub !== hub) refuse("another hub's receipt");
  if (!hubKeys.some(key => verify(key, receipt.batch, receipt.signature))) refuse('not by a hub key of the anchors');
  if (batch.size !== receipt.size || !isIncluded(leafHash(receipt.leaf), receipt.index, receipt.size, receipt.path, batch.root)) refuse('not in the batch');
  return leaf;
}
