/** `get-ssl`, `del-ssl`, `set-ssl`: the keys that a database server takes from the SSL row under the root row. */
import { atomsOf } from '#ovsdb/notation';
import type { AnyTable } from '#schemas';
import { argument, type Command, flag, given } from '../command.js';
import type { Draft } from '../draft.js';
import { columnValue } from '../row.js';

export interface SslPlace {
  readonly root: AnyTable;
  readonly table: AnyTable;
  /** False for Open vSwitch, whose SSL rows know no protocols and ciphers. */
  readonly hasProtocols: boolean;
}

const fileColumns = ['private_key', 'certificate', 'ca_cert', 'bootstrap_ca_cert'] as const;

export function sslCommands({ root, table, hasProtocols }: SslPlace): readonly Command[] {
  const needs = () => [
    { table: root, columns: ['ssl'] },
    { table, columns: fileColumns },
  ];
  const clear = (draft: Draft) => {
    for (const row of draft.rows(table)) draft.delete(table, row._uuid);
    for (const row of draft.rows(root)) {
      if (atomsOf(columnValue(root, row, 'ssl')).length > 0) {
        draft.setColumns(root, row._uuid, new Map([['ssl', undefined]]));
      }
    }
  };
  return [
    {
      name: 'get-ssl',
      usage: '',
      summary: 'prints the SSL configuration.',
      minArguments: 0,
      maxArguments: 0,
      options: [],
      isReadOnly: true,
      needs,
      run(_call, { draft, output }) {
        const [row] = draft.rows(table);
        if (row === undefined) return undefined;
        const value = (column: string) => String(columnValue(table, row, column));
        output.line(`Private key: ${value('private_key')}`);
        output.line(`Certificate: ${value('certificate')}`);
        output.line(`CA Certificate: ${value('ca_cert')}`);
        output.line(`Bootstrap: ${value('bootstrap_ca_cert')}`);
        return undefined;
      },
    },
    {
      name: 'del-ssl',
      usage: '',
      summary: 'deletes the SSL configuration.',
      minArguments: 0,
      maxArguments: 0,
      options: [],
      needs,
      run(_call, { draft }) {
        clear(draft);
        return undefined;
      },
    },
    {
      name: 'set-ssl',
      usage: `PRIVATE-KEY CERTIFICATE CA-CERT${hasProtocols ? ' [SSL-PROTOCOLS [SSL-CIPHERS]]' : ''}`,
      summary: 'sets the SSL configuration; with --bootstrap the CA certificate is taken from the first connection.',
      minArguments: 3,
      maxArguments: hasProtocols ? 5 : 3,
      options: [flag('bootstrap')],
      needs,
      run(call, { draft }) {
        clear(draft);
        const [, , , protocols, ciphers] = call.arguments;
        const id = draft.insert(table, {});
        draft.setColumns(
          table,
          id,
          new Map<string, string | boolean>([
            ['private_key', argument(call, 0)],
            ['certificate', argument(call, 1)],
            ['ca_cert', argument(call, 2)],
            ['bootstrap_ca_cert', given(call, 'bootstrap')],
            ...(protocols === undefined ? [] : [['ssl_protocols', protocols] as const]),
            ...(ciphers === undefined ? [] : [['ssl_ciphers', ciphers] as const]),
          ]),
        );
        for (const row of draft.rows(root)) draft.setColumns(root, row._uuid, new Map([['ssl', id]]));
        return undefined;
      },
    },
  ];
}
