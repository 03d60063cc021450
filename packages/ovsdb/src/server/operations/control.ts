/** The operations that touch no rows: `commit`, `abort`, `comment`, `assert` (RFC 7047, 5.2.7 to 5.2.10). */
import { OvsdbError } from '#ovsdb/notation';
import type { Operation } from '../operation.js';

/** Every commit is durable before it is answered: there is nothing more to do for one that asks. */
export const commit: Operation = (_execution, reader) => {
  if (reader.optionalBoolean('durable') === undefined) throw reader.error("Required 'durable' member is missing.");
  reader.finish();
  return '{}';
};

export const abort: Operation = (_execution, reader) => {
  reader.finish();
  throw new OvsdbError('aborted', 'aborted by request');
};

export const comment: Operation = (execution, reader) => {
  const text = reader.string('comment');
  reader.finish();
  execution.comments.push(text);
  return '{}';
};

export const assert: Operation = (execution, reader) => {
  const lock = reader.id('lock');
  reader.finish();
  if (!execution.client.holdsLock(lock)) throw new OvsdbError('not owner', `Asserted lock ${lock} not held.`);
  return '{}';
};
