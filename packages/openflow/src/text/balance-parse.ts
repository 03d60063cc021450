/** `multipath(...)` and `bundle(...)`, which choose among links by a hash, from text (ovs-actions(7)). */
import { bundleAlgorithms, hashFieldNames, multipathAlgorithms } from '../action/code.js';
import type { Action } from '../action.js';
import { requirePort } from './arguments.js';
import { requireNumber, splitParts } from './split.js';
import { requireSubfield } from './subfield.js';
import { FlowTextError } from './value.js';

function oneOf<T extends string>(list: readonly T[], text: string | undefined, value: string, what: string): T {
  const found = list.find((item) => item === text);
  if (found === undefined) throw new FlowTextError(`${value}: unknown ${what} \`${text ?? ''}'`);
  return found;
}

/** Throws FlowTextError. */
export function parseMultipath(value: string): Action {
  const parts = splitParts(value);
  const [hashFields, basis, algorithm, linksText = '', argument, destinationText = ''] = parts;
  if (parts.length < 6) throw new FlowTextError(`${value}: not enough arguments to multipath action`);
  const links = Number(linksText);
  if (!(links >= 1 && links <= 65536)) {
    throw new FlowTextError(`${value}: n_links ${linksText} is not in valid range 1 to 65536`);
  }
  const destination = requireSubfield(destinationText);
  if (destination.bits < 17 && 2 ** destination.bits < links) {
    throw new FlowTextError(
      `${value}: ${destination.bits}-bit destination field has ${2 ** destination.bits} possible values, less than specified n_links ${links}`,
    );
  }
  return {
    kind: 'multipath',
    hashFields: oneOf(hashFieldNames, hashFields, value, 'fields'),
    basis: requireNumber(basis, 'basis', 0xffff),
    algorithm: oneOf(multipathAlgorithms, algorithm, value, 'algorithm'),
    links,
    argument: requireNumber(argument, 'arg'),
    destination,
  };
}

/** `isLoad`: it stands as `bundle_load`. Throws FlowTextError. */
export function parseBundle(value: string, isLoad: boolean): Action {
  const found = /^(.*?)(?:slaves|members):(.*)$/s.exec(value);
  if (found === null) throw new FlowTextError(`${value}: not enough arguments to bundle action`);
  const [hashFields, basis, algorithm, memberType, destination = ''] = splitParts(found[1]!);
  if (memberType !== 'ofport') throw new FlowTextError(`${value}: unknown member_type \`${memberType ?? ''}'`);
  return {
    kind: 'bundle',
    hashFields: oneOf(hashFieldNames, hashFields, value, 'fields'),
    basis: requireNumber(basis, 'basis', 0xffff),
    algorithm: oneOf(bundleAlgorithms, algorithm, value, 'algorithm'),
    members: splitParts(found[2]!).map((port) => requirePort(port, 'bad port number')),
    ...(isLoad && { destination: requireSubfield(destination) }),
  };
}
