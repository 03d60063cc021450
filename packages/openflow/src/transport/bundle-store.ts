/** Bundles of one connection: changes staged until their commit. Before: the switch's session. After: the switch's handler, all at once. */
import { OpenFlowError } from '../errors.js';
import type { SwitchChange } from '../switch-handler.js';

export interface Staged {
  readonly change: SwitchChange;
  readonly xid: number;
  readonly bytes: Uint8Array;
}

interface Bundle {
  readonly flags: number;
  readonly staged: Staged[];
  isClosed: boolean;
}

/** Bundles that a connection may have open at a time, and changes in all of them. */
const MAX_BUNDLES = 64;
const MAX_STAGED = 2_000_000;

export class BundleStore {
  readonly #bundles = new Map<number, Bundle>();
  /** Changes in all bundles. */
  #staged = 0;

  open(id: number, flags: number): void {
    if (this.#bundles.has(id)) {
      this.#remove(id);
      throw new OpenFlowError('OFPBFC_BAD_ID', `bundle ${id} is open already`);
    }
    this.#create(id, flags);
  }

  /** A bundle that was not opened is opened by its first message. */
  add(id: number, flags: number, staged: Staged): void {
    const bundle = this.#bundles.get(id) ?? this.#create(id, flags);
    if (bundle.isClosed) {
      this.#remove(id);
      throw new OpenFlowError('OFPBFC_BUNDLE_CLOSED', `bundle ${id}`);
    }
    if (bundle.flags !== flags) {
      this.#remove(id);
      throw new OpenFlowError('OFPBFC_BAD_FLAGS', `bundle ${id}`);
    }
    if (this.#staged >= MAX_STAGED)
      throw new OpenFlowError('OFPBFC_MSG_TOO_MANY', `${this.#staged} messages are staged`);
    this.#staged++;
    bundle.staged.push(staged);
  }

  close(id: number, flags: number): void {
    const bundle = this.#get(id, flags);
    if (bundle.isClosed) {
      this.#remove(id);
      throw new OpenFlowError('OFPBFC_BUNDLE_CLOSED', `bundle ${id}`);
    }
    bundle.isClosed = true;
  }

  /** Takes the bundle out, to be carried out. */
  commit(id: number, flags: number): readonly Staged[] {
    const bundle = this.#get(id, flags);
    this.#remove(id);
    return bundle.staged;
  }

  discard(id: number): void {
    if (!this.#remove(id)) throw new OpenFlowError('OFPBFC_BAD_ID', `no bundle ${id}`);
  }

  #remove(id: number): boolean {
    this.#staged -= this.#bundles.get(id)?.staged.length ?? 0;
    return this.#bundles.delete(id);
  }

  #create(id: number, flags: number): Bundle {
    if (this.#bundles.size >= MAX_BUNDLES) throw new OpenFlowError('OFPBFC_OUT_OF_BUNDLES', `${MAX_BUNDLES} are open`);
    const bundle = { flags, staged: [], isClosed: false };
    this.#bundles.set(id, bundle);
    return bundle;
  }

  #get(id: number, flags: number): Bundle {
    const bundle = this.#bundles.get(id);
    if (bundle === undefined) throw new OpenFlowError('OFPBFC_BAD_ID', `no bundle ${id}`);
    if (bundle.flags !== flags) {
      this.#remove(id);
      throw new OpenFlowError('OFPBFC_BAD_FLAGS', `bundle ${id}`);
    }
    return bundle;
  }
}
