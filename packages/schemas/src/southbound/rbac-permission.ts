import { boolean, string } from '../base.js';
import { one, set } from '../column.js';
import { type Row, table } from '../table.js';

/** Each row means: who may write what in one table. See ovn-sb(5). */
export const RBAC_Permission = table(
  'RBAC_Permission',
  {
    table: one(string()),
    authorization: set(string()),
    insert_delete: one(boolean()),
    update: set(string()),
  },
  { isRoot: true },
);

export type RbacPermissionRow = Row<typeof RBAC_Permission>;
