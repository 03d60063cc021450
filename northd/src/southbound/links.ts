/** How rows of the southbound database find each other before they exist: by what they stand for. */
import type { Uuid } from '#base';

export interface Links {
  /** The Datapath_Binding row of a logical switch or router; undefined when it has none. */
  datapath(nbId: string): Uuid<'Datapath_Binding'> | undefined;
  /** The logical switch or router that a Datapath_Binding row stands for. */
  datapathOwner(id: Uuid<'Datapath_Binding'>): string | undefined;
  /** The Port_Binding row of a logical port; undefined when it has none. */
  port(name: string): Uuid<'Port_Binding'> | undefined;
  /** The tunnel key of a logical switch or router. */
  datapathKey(nbId: string): number | undefined;
  /** The logical switch or router that has a tunnel key. */
  datapathWithKey(key: number): string | undefined;
  /** The tunnel key of a logical port. */
  portKey(name: string): number | undefined;
  /** The RBAC_Permission row about a table. */
  permission(table: string): Uuid<'RBAC_Permission'> | undefined;
}
