/**
 * NB_Global and SB_Global: options that northd fills in, and the configuration numbers that let a client wait until its change
 * has reached the southbound database (sb_cfg) and every chassis (hv_cfg).
 */

import type { Replica, Transaction } from '#ovsdb/client';
import { DATAPATH_KEY_MAX, DATAPATH_KEY_MAX_VXLAN } from '#pipeline';
import type { Row, Update } from '#schemas';
import { NB_Global } from '#schemas/northbound';
import { Chassis, Chassis_Private, Encap, SB_Global } from '#schemas/southbound';
import { isOn } from '../facts/option.js';
import { equalColumn } from '../southbound/equal-column.js';

/** What this northd writes as northd_internal_version: OVN version, southbound schema version, and those of its flows. */
export const INTERNAL_VERSION = '23.03.1-20.27.0-70.6';

/** Makes random bytes for the MACs that nobody chose. */
export type RandomBytes = (count: number) => Uint8Array;

export class GlobalState {
  readonly #random: RandomBytes;
  #options: ReadonlyMap<string, string> | undefined;
  #chosen: { readonly prefix: string; readonly mac: string } | undefined;
  #seenCfg: number | undefined;
  #cfgTime: number | undefined;

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  /** The options that both databases should have, in the order of names. */
  options(nb: Replica, sb: Replica): ReadonlyMap<string, string> {
    const configured = first(nb.rows(NB_Global))?.options ?? new Map<string, string>();
    const maxKey = isVxlan(sb) ? DATAPATH_KEY_MAX_VXLAN : DATAPATH_KEY_MAX;
    this.#chosen ??= { prefix: macText(this.#random(3)), mac: macText(this.#random(6)) };
    const options = new Map(configured);
    if (!options.has('mac_prefix')) options.set('mac_prefix', this.#chosen.prefix);
    if (!options.has('svc_monitor_mac')) options.set('svc_monitor_mac', this.#chosen.mac);
    options.set('max_tunid', String(maxKey));
    options.set('northd_internal_version', INTERNAL_VERSION);
    if (!equalColumn(options, this.#options)) this.#options = options;
    return this.#options ?? options;
  }

  /** Adds to a southbound transaction: options, and the nb_cfg that it completes. */
  writeSouthbound(nb: Replica, sb: Replica, transaction: Transaction): void {
    const config = first(nb.rows(NB_Global));
    const options = this.options(nb, sb);
    const wanted = {
      nb_cfg: config?.nb_cfg ?? 0,
      options: hasConnectionMarks(sb) ? options : new Map(options).set('lb_hairpin_use_ct_mark', 'false'),
      ipsec: config?.ipsec ?? false,
    };
    const held = first(sb.rows(SB_Global));
    if (held === undefined) {
      transaction.wait(SB_Global, true, [], [], '==', 0);
      transaction.insert(SB_Global, wanted);
      return;
    }
    const changes = changed(wanted, held);
    if (changes !== undefined) transaction.update(SB_Global, held._uuid, changes);
  }

  /** Adds to a northbound transaction. `now` is milliseconds since 1970. */
  writeNorthbound(nb: Replica, sb: Replica, transaction: Transaction, now: number): void {
    const options = this.options(nb, sb);
    const held = first(nb.rows(NB_Global));
    if (held === undefined) {
      transaction.wait(NB_Global, true, [], [], '==', 0);
      transaction.insert(NB_Global, { options });
      return;
    }
    const done = first(sb.rows(SB_Global));
    if (held.nb_cfg !== this.#seenCfg) {
      // A number that the southbound database has already was taken up before this start.
      this.#cfgTime = held.nb_cfg === done?.nb_cfg && this.#seenCfg === undefined ? undefined : now;
      this.#seenCfg = held.nb_cfg;
    }
    const wanted: Update<typeof NB_Global> = {
      options,
      ...(this.#cfgTime === undefined ? {} : { nb_cfg_timestamp: this.#cfgTime }),
      ...(done === undefined || done.nb_cfg === held.sb_cfg ? {} : { sb_cfg: done.nb_cfg, sb_cfg_timestamp: now }),
      ...(done === undefined ? {} : reachedChassis(sb, done.nb_cfg, held)),
    };
    const changes = changed(wanted, held);
    if (changes !== undefined) transaction.update(NB_Global, held._uuid, changes);
  }
}

/** The lowest number that all chassis have reached; without chassis there is nothing to wait for. */
function reachedChassis(sb: Replica, nbCfg: number, held: Row<typeof NB_Global>): Update<typeof NB_Global> {
  let reached = nbCfg;
  let time = 0;
  for (const row of sb.rows(Chassis_Private)) {
    const chassis = row.chassis === undefined ? undefined : sb.get(Chassis, row.chassis);
    if (chassis !== undefined && isOn(chassis.other_config, 'is-remote')) continue;
    if (row.nb_cfg < reached) reached = row.nb_cfg;
    if (row.nb_cfg_timestamp > time) time = row.nb_cfg_timestamp;
  }
  return held.hv_cfg === reached ? {} : { hv_cfg: reached, hv_cfg_timestamp: time };
}

function changed<C extends object>(wanted: C, held: object): C | undefined {
  const changes = { ...wanted };
  for (const name of Object.keys(wanted)) {
    if (equalColumn(Reflect.get(wanted, name), Reflect.get(held, name))) Reflect.deleteProperty(changes, name);
  }
  return Object.keys(changes).length === 0 ? undefined : changes;
}

function first<E>(elements: Iterable<E>): E | undefined {
  for (const element of elements) return element;
  return undefined;
}

/** True when keys must fit VXLAN, because some chassis has a VXLAN tunnel end. */
export function isVxlan(sb: Replica): boolean {
  for (const row of sb.rows(Encap)) if (row.type === 'vxlan') return true;
  return false;
}

/** False when some chassis of this zone keeps the marks of connections in ct_label. */
function hasConnectionMarks(sb: Replica): boolean {
  for (const { other_config: config } of sb.rows(Chassis)) {
    if (!isOn(config, 'is-remote') && !isOn(config, 'ct-no-masked-label')) return false;
  }
  return true;
}

/** `xx:xx:xx...` of random bytes, locally administered and not a group. */
function macText(bytes: Uint8Array): string {
  return [...bytes].map((byte, i) => (i === 0 ? (byte & 0xfc) | 0x02 : byte).toString(16).padStart(2, '0')).join(':');
}
