/**
 * The members of an address set as constants, kept from one version of the set to the next. Before: Address_Set rows.
 * After: the parser, which lets placeholders stand for a big set's members, and the rows that a flow has for each.
 */
import { Elements } from '#incremental';
import type { IntegerConstant } from './constant.js';
import { ADDRESS_BITS, constantBits, parseMember } from './member.js';
import { isZero } from './value.js';

export class AddressMembers {
  /** As written; no address twice. */
  readonly addresses: readonly string[];
  /** Those that are addresses or numbers; OVN skips others. */
  readonly constants: Elements<IntegerConstant>;
  readonly #tally: Tally;

  private constructor(addresses: readonly string[], constants: Elements<IntegerConstant>, tally: Tally) {
    this.addresses = addresses;
    this.constants = constants;
    this.#tally = tally;
  }

  /** The members of a set; made from those of the version before, which must not be used any more, by what differs. */
  static of(addresses: readonly string[], before?: AddressMembers): AddressMembers {
    if (before === undefined) {
      const tally = new Tally();
      const constants = addresses.flatMap((text) => tally.add(text) ?? []);
      return new AddressMembers(addresses, Elements.of(constants), tally);
    }
    if (before.addresses === addresses) return before;
    const tally = before.#tally;
    const { added, removed } = difference(before.addresses, addresses);
    if (added.length === 0 && removed.length === 0) return before;
    const gone = removed.flatMap((text) => tally.remove(text) ?? []);
    const come = added.flatMap((text) => tally.add(text) ?? []);
    return new AddressMembers(addresses, before.constants.next(come, gone), tally);
  }

  /** Bits that the widest constant needs. */
  get bits(): number {
    return Math.max(0, ...this.#tally.widths.keys());
  }

  /** A match can have rows for each member by itself: there are two different ones at least, and none says "any". */
  get isSpreadable(): boolean {
    return this.#tally.values.size >= 2 && !this.#tally.hasAny;
  }
}

/** What there is to know of all members at once, by counting. */
class Tally {
  readonly widths = new Map<number, number>();
  readonly values = new Map<string, number>();
  readonly #constants = new Map<string, IntegerConstant | undefined>();
  #anys = 0;

  get hasAny(): boolean {
    return this.#anys > 0;
  }

  add(text: string): IntegerConstant | undefined {
    if (this.#constants.has(text)) return undefined;
    const constant = parseMember(text);
    this.#constants.set(text, constant);
    if (constant !== undefined) this.#count(constant, 1);
    return constant;
  }

  remove(text: string): IntegerConstant | undefined {
    const constant = this.#constants.get(text);
    this.#constants.delete(text);
    if (constant !== undefined) this.#count(constant, -1);
    return constant;
  }

  #count(constant: IntegerConstant, by: 1 | -1): void {
    const { value, mask, format } = constant;
    if (mask !== undefined && isZero(mask)) this.#anys += by;
    addTo(this.widths, constantBits(constant), by);
    const isOne = mask === undefined || BigInt(mask) === (1n << BigInt(ADDRESS_BITS[format] ?? 0)) - 1n;
    addTo(this.values, isOne ? `${value}` : `${value}/${mask}`, by);
  }
}

function addTo<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** Which addresses came and went. What both lists begin and end with is passed over; databases keep sets in order. */
function difference(
  before: readonly string[],
  after: readonly string[],
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  let start = 0;
  let end = before.length;
  let endAfter = after.length;
  while (start < end && start < endAfter && before[start] === after[start]) start++;
  while (end > start && endAfter > start && before[end - 1] === after[endAfter - 1]) {
    end--;
    endAfter--;
  }
  const old = new Set(before.slice(start, end));
  const added = after.slice(start, endAfter).filter((text) => !old.delete(text));
  return { added, removed: [...old] };
}
