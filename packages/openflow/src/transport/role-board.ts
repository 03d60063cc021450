/**
 * The roles of a switch's connections: one of them is master at most. Before: role requests. After: what a connection may change. One for each switch,
 * shared by its sessions.
 */
import type { ErrorName } from '../errors.js';
import type { Role } from '../message/message.js';

type Held = Exclude<Role['role'], 'nochange'>;

export interface RoleHolder {
  role: Held;
}

export class RoleBoard {
  /** The newest election that a master or slave told of. */
  #generation: bigint | undefined;
  readonly #holders = new Set<RoleHolder>();

  get generation(): bigint | undefined {
    return this.#generation;
  }

  join(holder: RoleHolder): void {
    this.#holders.add(holder);
  }

  leave(holder: RoleHolder): void {
    this.#holders.delete(holder);
  }

  /** Gives the error that answers a request out of an older election than another's. */
  request(holder: RoleHolder, role: Role['role'], generation: bigint | undefined): ErrorName | undefined {
    if (role === 'nochange') return undefined;
    if (role !== 'equal' && generation !== undefined) {
      const isOlder = this.#generation !== undefined && BigInt.asIntN(64, generation - this.#generation) < 0n;
      if (isOlder) return 'OFPRRFC_STALE';
      this.#generation = generation;
    }
    if (role === 'master') for (const other of this.#holders) if (other.role === 'master') other.role = 'slave';
    holder.role = role;
    return undefined;
  }
}
