import { reference, string } from '../base.js';
import { map, one } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: clients of this role have these permissions. See ovn-sb(5). */
export const RBAC_Role = table(
  'RBAC_Role',
  {
    name: one(string()),
    permissions: map(string(), reference('RBAC_Permission', 'weak')),
  },
  { isRoot: true },
);

export type RbacRoleRow = Row<typeof RBAC_Role>;
