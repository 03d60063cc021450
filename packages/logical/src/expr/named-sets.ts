/** Address sets and port groups, as matches refer to them. */
/** Named sets that matches may refer to; undefined where there is no set of that name. */
export interface NamedSets {
  /** Members of `$name`, as written in Address_Set.addresses. */
  addressSet(name: string): readonly string[] | undefined;
  /** Names of the ports of `@name`. */
  portGroup(name: string): readonly string[] | undefined;
  /**
   * Whether placeholders shall stand for the members of `$name` or `@name` (see member.ts), and how many bits the widest
   * member needs. Only for sets with at least two members of which none admits every value. Absent: for none.
   */
  spread?(set: string): { readonly bits: number } | undefined;
}

/** Sets that are not there. */
export const NO_SETS: NamedSets = { addressSet: () => undefined, portGroup: () => undefined };

/** Which named sets a text refers to, whether they exist or not. */
export interface References {
  readonly addressSets: Set<string>;
  readonly portGroups: Set<string>;
}
