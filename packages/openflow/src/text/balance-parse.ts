/** `multipath(...)` and `bundle(...)`, which choose among links by a hash, from text (ovs-actions(7)). */
import { bundleAlgorithms, hashFieldNames, multipathAlgorithms } from '../action/code.js';
import type { Action } from '../action.js';
import { requirePort } from './arguments.js';
import { requireNumber, splitParts } from './split.js';
import { requireSubfield } from './subfield.js';
import { FlowTextError } from './value.js';

function oneOf<T extends string>(list: readonly T[], text: string | undefined): T {
  const found = list.find((item) => item === text);
  if (found === undefined) throw new FlowTextError(`unknown word "${text ?? ''}"`);
  return found;
}

/** Throws FlowTextError. */
export function parseMultipath(value: string): Action {
  const [hashFields, basis, algorithm, links, argument, destination = ''] = splitParts(value);
  return {
    kind: 'multipath',
    hashFields: oneOf(hashFieldNames, hashFields),
    basis: requireNumber(basis, 'basis', 0xffff),
    algorithm: oneOf(multipathAlgorithms, algorithm),
    links: requireNumber(links, 'n_links', 65536),
    argument: requireNumber(argument, 'arg'),
    destination: requireSubfield(destination),
  };
}

/** `isLoad`: it stands as `bundle_load`. Throws FlowTextError. */
export function parseBundle(value: string, isLoad: boolean): Action {
  const found = /^(.*?)(?:slaves|members):(.*)$/s.exec(value);
  if (found === null) throw new FlowTextError(`${value}: not enough arguments to bundle action`);
  const [hashFields, basis, algorithm, , destination = ''] = splitParts(found[1]!);
  return {
    kind: 'bundle',
    hashFields: oneOf(hashFieldNames, hashFields),
    basis: requireNumber(basis, 'basis', 0xffff),
    algorithm: oneOf(bundleAlgorithms, algorithm),
    members: splitParts(found[2]!).map(requirePort),
    ...(isLoad && { destination: requireSubfield(destination) }),
  };
}
