/**
 * The flow tables of one bridge: 254 for controllers (0-253) and the switch's own 254. Before: flow mods, already checked
 * (flow-check.ts). After: the translation looks packets up; OpenFlow connections list flows and hear of removed ones.
 * Every change gives back how to undo it, so a bundle can fail as a whole.
 */
import { type Action, type FlowFilter, type FlowMod, type FlowRemoved, flowFlags } from '#openflow';
import { covers, isUnknownField, type KeyMatch, keyMatch, overlaps } from '../key/key-match.js';
import type { FlowKey } from '../key/layout.js';
import type { TunnelOptions } from '../key/slot.js';
import { Classifier } from './classifier.js';
import { clausesOf, Rule } from './rule.js';

/** Number of tables a bridge has, the hidden 254 among them. */
export const TABLES = 255;

/** What a list of changes did: how to go back (last first), and which rules are gone. */
export interface ChangeLog {
  readonly undo: (() => void)[];
  readonly added: Set<Rule>;
  readonly removed: { readonly rule: Rule; readonly reason: FlowRemoved['reason'] }[];
}

export class FlowTable {
  readonly number: number;
  rules = new Classifier();
  /** Rules with timeouts, that learn, or whose removal is to be told: while there are none the table can be emptied at once. */
  special = 0;
  /** Changes with every change of the table: what was translated with an older value is stale. */
  version = 0;
  lookups = 0;
  matched = 0;

  constructor(number: number) {
    this.number = number;
  }
}

export class FlowTables {
  readonly tables: readonly FlowTable[] = Array.from({ length: TABLES }, (_, i) => new FlowTable(i));
  readonly #now: () => number;
  readonly #onRemoved: (rule: Rule, reason: FlowRemoved['reason']) => void;
  readonly #timed = new Set<Rule>();
  /** How many rules learn into `table:cookie` with delete_learned. */
  readonly #learners = new Map<string, number>();
  /** Changes with every change of any table. */
  generation = 0;

  /**
   * @param now milliseconds, monotonic
   * @param onRemoved called for each rule that is gone, whatever its flags
   */
  constructor(now: () => number, onRemoved: (rule: Rule, reason: FlowRemoved['reason']) => void) {
    this.#now = now;
    this.#onRemoved = onRemoved;
  }

  lookup(table: number, key: FlowKey): Rule | undefined {
    return this.tables[table]?.rules.lookup(key);
  }

  get size(): number {
    return this.tables.reduce((sum, table) => sum + table.rules.size, 0);
  }

  /** Carries a checked mod out. `log` collects what was done. Gives OFPFMFC_OVERLAP's other rule when refused for it. */
  apply(mod: FlowMod, options: TunnelOptions, log: ChangeLog): 'done' | 'overlap' | 'unknown-field' {
    const compiled = keyMatch(mod.match, options);
    if (isUnknownField(compiled)) return 'unknown-field';
    switch (mod.command) {
      case 'add':
        return this.#add(mod, compiled, log);
      case 'modify':
      case 'modify_strict': {
        const selected = this.#selected(mod, compiled);
        for (const rule of selected) this.#modify(rule, mod, log);
        if (selected.length > 0 || !isOldModify(mod)) return 'done';
        return this.#add(mod.table === 255 ? { ...mod, table: 0 } : mod, compiled, log);
      }
      case 'delete':
        if (isForAll(mod)) {
          this.#clear(mod, log);
          return 'done';
        }
        for (const rule of this.#selected(mod, compiled)) this.remove(rule, 'delete', log);
        return 'done';
      case 'delete_strict':
        for (const rule of this.#selected(mod, compiled)) this.remove(rule, 'delete', log);
        return 'done';
    }
  }

  #add(mod: FlowMod, compiled: KeyMatch, log: ChangeLog): 'done' | 'overlap' {
    const table = this.tables[mod.table]!;
    const existing = table.rules.strict(compiled, mod.priority);
    if (existing === undefined && ((mod.flags ?? 0) & flowFlags.checkOverlap) !== 0) {
      for (const rule of table.rules.rules()) {
        // Flows of the same bundle are not there yet.
        const isOld = !log.added.has(rule);
        if (isOld && rule.priority === mod.priority && overlaps(rule.keyMatch, compiled)) return 'overlap';
      }
    }
    const now = this.#now();
    const rule = new Rule(mod, compiled, now);
    if (existing !== undefined) {
      if (((mod.flags ?? 0) & flowFlags.resetCounts) === 0) {
        rule.packets = existing.packets;
        rule.bytes = existing.bytes;
        rule.created = existing.created;
        rule.used = existing.used;
      }
      this.#take(existing);
    }
    this.#put(rule);
    log.added.add(rule);
    log.undo.push(() => {
      this.#take(rule);
      if (existing !== undefined) this.#put(existing);
    });
    return 'done';
  }

  #modify(rule: Rule, mod: FlowMod, log: ChangeLog): void {
    const before = { actions: rule.actions, cookie: rule.cookie, packets: rule.packets, bytes: rule.bytes };
    const modified = rule.modified;
    const set = (actions: readonly Action[]) => {
      const wasSpecial = isSpecial(rule);
      this.#countLearners(rule.actions, -1);
      const clauses = clausesOf(actions);
      const table = this.tables[rule.table]!;
      if (rule.clauses !== undefined && clauses === undefined) table.rules.changeConjunctive(-1);
      if (rule.clauses === undefined && clauses !== undefined) table.rules.changeConjunctive(1);
      rule.actions = actions;
      rule.clauses = clauses;
      rule.version++;
      this.tables[rule.table]!.special += Number(isSpecial(rule)) - Number(wasSpecial);
      this.#countLearners(actions, 1);
      this.#changed(rule.table);
    };
    set(mod.actions);
    // In OpenFlow 1.0 a changed flow is the new one in all but its age.
    if (isOldModify(mod)) rule.cookie = mod.cookie;
    rule.modified = this.#now();
    if (((mod.flags ?? 0) & flowFlags.resetCounts) !== 0) {
      rule.packets = 0;
      rule.bytes = 0;
    }
    log.undo.push(() => {
      set(before.actions);
      rule.cookie = before.cookie;
      rule.modified = modified;
      rule.packets = before.packets;
      rule.bytes = before.bytes;
    });
  }

  /** Takes a rule away and tells of it; with a `log` the telling is the caller's once nothing can be undone any more. */
  remove(rule: Rule, reason: FlowRemoved['reason'], log?: ChangeLog): void {
    if (rule.isRemoved) return;
    this.#take(rule);
    if (log === undefined) this.#onRemoved(rule, reason);
    else {
      log.removed.push({ rule, reason });
      log.undo.push(() => this.#put(rule));
    }
    this.#forgetLearned(rule, log);
  }

  /** Empties tables. Where nobody needs to hear of single rules that takes no time. */
  #clear(mod: FlowMod, log: ChangeLog): void {
    for (const table of mod.table === 255 ? this.tables.slice(0, 254) : [this.tables[mod.table]!]) {
      if (table.rules.size === 0) continue;
      if (table.special > 0) {
        for (const rule of [...table.rules.rules()]) this.remove(rule, 'delete', log);
        continue;
      }
      const before = table.rules;
      table.rules = new Classifier();
      this.#changed(table.number);
      log.undo.push(() => {
        table.rules = before;
        this.#changed(table.number);
      });
    }
  }

  #put(rule: Rule): void {
    rule.isRemoved = false;
    this.tables[rule.table]?.rules.insert(rule);
    if (rule.idleTimeout > 0 || rule.hardTimeout > 0) this.#timed.add(rule);
    if (isSpecial(rule)) this.tables[rule.table]!.special++;
    this.#countLearners(rule.actions, 1);
    this.#changed(rule.table);
  }

  #take(rule: Rule): void {
    rule.isRemoved = true;
    this.tables[rule.table]?.rules.remove(rule);
    this.#timed.delete(rule);
    if (isSpecial(rule)) this.tables[rule.table]!.special--;
    this.#countLearners(rule.actions, -1);
    this.#changed(rule.table);
  }

  #changed(table: number): void {
    const changed = this.tables[table];
    if (changed !== undefined) changed.version++;
    this.generation++;
  }

  #countLearners(actions: readonly Action[], by: 1 | -1): void {
    for (const action of actions) {
      if (action.kind === 'clone') this.#countLearners(action.actions, by);
      if (action.kind !== 'learn' || !action.deleteLearned) continue;
      const id = `${action.table}:${action.cookie}`;
      this.#learners.set(id, (this.#learners.get(id) ?? 0) + by);
    }
  }

  /** `delete_learned`: when the last flow that learns with a cookie goes, so does what was learned. */
  #forgetLearned(rule: Rule, log: ChangeLog | undefined): void {
    for (const action of rule.actions) {
      if (action.kind !== 'learn' || !action.deleteLearned) continue;
      const id = `${action.table}:${action.cookie}`;
      if ((this.#learners.get(id) ?? 0) > 0) continue;
      this.#learners.delete(id);
      for (const learned of [...(this.tables[action.table]?.rules.rules() ?? [])]) {
        if (learned.cookie === action.cookie) this.remove(learned, 'delete', log);
      }
    }
  }

  /** The rule with the same table, match and priority as `mod`. */
  same(mod: FlowMod, options: TunnelOptions): Rule | undefined {
    const compiled = keyMatch(mod.match, options);
    if (isUnknownField(compiled)) return undefined;
    return this.tables[mod.table]?.rules.strict(compiled, mod.priority);
  }

  /** True when a modify would change or add a flow. */
  concerns(mod: FlowMod, options: TunnelOptions): boolean {
    const compiled = keyMatch(mod.match, options);
    return !isUnknownField(compiled) && (isOldModify(mod) || this.#selected(mod, compiled).length > 0);
  }

  /** Rules that a modify or delete is about. */
  #selected(mod: FlowMod, compiled: KeyMatch): readonly Rule[] {
    const tables = mod.table === 255 ? this.tables.slice(0, 254) : [this.tables[mod.table]!];
    const wanted = (rule: Rule) =>
      (mod.cookieMask === undefined || ((rule.cookie ^ mod.cookie) & mod.cookieMask) === 0n) &&
      (mod.outPort === undefined || outputsTo(rule.actions, mod.outPort)) &&
      (mod.outGroup === undefined || usesGroup(rule.actions, mod.outGroup));
    const isStrict = mod.command === 'modify_strict' || mod.command === 'delete_strict';
    const found: Rule[] = [];
    for (const table of tables) {
      if (isStrict) {
        const rule = table.rules.strict(compiled, mod.priority);
        if (rule !== undefined && wanted(rule)) found.push(rule);
        continue;
      }
      for (const rule of table.rules.within(compiled.words, compiled.masks)) {
        if (wanted(rule) && covers(compiled, rule.keyMatch)) found.push(rule);
      }
    }
    return found;
  }

  /** Rules that a statistics request asks for, table by table. */
  *list(filter: FlowFilter, options: TunnelOptions): Iterable<Rule> {
    const compiled = keyMatch(filter.match, options);
    if (isUnknownField(compiled)) return;
    const tables =
      filter.table === undefined || filter.table === 255 ? this.tables.slice(0, 254) : [this.tables[filter.table]!];
    for (const table of tables) {
      for (const rule of table.rules.within(compiled.words, compiled.masks)) {
        if (!covers(compiled, rule.keyMatch)) continue;
        const mask = filter.cookieMask ?? 0n;
        if (((rule.cookie ^ (filter.cookie ?? 0n)) & mask) !== 0n) continue;
        if (filter.outPort !== undefined && !outputsTo(rule.actions, filter.outPort)) continue;
        if (filter.outGroup !== undefined && !usesGroup(rule.actions, filter.outGroup)) continue;
        yield rule;
      }
    }
  }

  /** Removes what timed out. */
  expire(): void {
    const now = this.#now();
    for (const rule of [...this.#timed]) {
      if (rule.hardTimeout > 0 && now - rule.modified >= rule.hardTimeout * 1000) this.remove(rule, 'hard_timeout');
      else if (rule.idleTimeout > 0 && now - Math.max(rule.used, rule.modified) >= rule.idleTimeout * 1000) {
        this.remove(rule, 'idle_timeout');
      }
    }
  }

  /** True while some rule may time out: the caller then calls `expire` every second. */
  get hasTimed(): boolean {
    return this.#timed.size > 0;
  }

  /** Removes all rules that send to a group: what deleting a group does. */
  removeGroupUsers(group: number | 'all', log: ChangeLog): void {
    for (const table of this.tables) {
      for (const rule of [...table.rules.rules()]) {
        if (usesGroup(rule.actions, group)) this.remove(rule, 'group_delete', log);
      }
    }
  }

  /** Removes all rules with a meter. */
  removeMeterUsers(meter: number | 'all'): void {
    for (const table of this.tables) {
      for (const rule of [...table.rules.rules()]) {
        if (rule.actions.some((action) => action.kind === 'meter' && (meter === 'all' || action.meter === meter))) {
          this.remove(rule, 'meter_delete');
        }
      }
    }
  }
}

/** A change as OpenFlow 1.0 means it: it adds what it does not find. */
export function isOldModify({ command, form }: FlowMod): boolean {
  return form === 'openflow10' && (command === 'modify' || command === 'modify_strict');
}

/** A delete of everything in its tables. */
function isForAll(mod: FlowMod): boolean {
  const { match, cookieMask, outPort, outGroup } = mod;
  return match.length === 0 && (cookieMask ?? 0n) === 0n && outPort === undefined && outGroup === undefined;
}

function isSpecial(rule: Rule): boolean {
  return (
    rule.idleTimeout > 0 ||
    rule.hardTimeout > 0 ||
    (rule.flags & flowFlags.sendFlowRemoved) !== 0 ||
    rule.actions.some((action) => action.kind === 'learn' || action.kind === 'clone')
  );
}

/** True when one of the actions, nested ones too, sends to `port`. */
function outputsTo(actions: readonly Action[], port: number): boolean {
  return actions.some((action) => {
    if (action.kind === 'output' || action.kind === 'output_truncated' || action.kind === 'enqueue') {
      return action.port === port;
    }
    return (action.kind === 'clone' || action.kind === 'write_actions') && outputsTo(action.actions, port);
  });
}

function usesGroup(actions: readonly Action[], group: number | 'all'): boolean {
  return actions.some((action) => {
    if (action.kind === 'group') return group === 'all' || action.group === group;
    return (action.kind === 'clone' || action.kind === 'write_actions') && usesGroup(action.actions, group);
  });
}
