import { expect, test } from '@jest/globals';
import { fieldByHeaderName, fieldByName, fieldList, fields } from './field.js';
import { isConflict, masked, normalizeMatch } from './match.js';

test('every field stands under its own name, with its place and a header', () => {
  for (const [name, field] of Object.entries(fields)) {
    expect(field.name).toBe(name);
    expect(fieldList[field.index]).toBe(field);
    expect(field.oxm ?? field.nxm).toBeDefined();
    expect(fieldByName(name)).toBe(field);
  }
  const headers = fieldList.flatMap((field) => [field.oxm, field.nxm]).filter((header) => header !== undefined);
  expect(new Set(headers.map((header) => `${header.class}.${header.number}.${header.experimenter}`)).size).toBe(
    headers.length,
  );
  expect(fieldByHeaderName('NXM_NX_REG14')).toBe(fields.reg14);
  expect(fieldByName('dl_src')).toBe(fields.eth_src);
});

test('wide registers, VLANs and DSCP are brought into the normal form', () => {
  const match = normalizeMatch([
    { field: fields.ip_dscp, value: 4 },
    { field: fields.vlan_pcp, value: 3 },
    { field: fields.vlan_vid, value: 0x1005 },
    { field: fields.xreg0, value: 0x100000002n },
    masked(fields.xxreg1, 5n, 0xffn),
    { field: fields.in_port_oxm, value: 0xfffffffe },
  ]);
  expect(match).toEqual([
    { field: fields.reg0, value: 1 },
    { field: fields.reg1, value: 2 },
    { field: fields.reg7, value: 5, mask: 0xff },
    { field: fields.in_port, value: 0xfffe },
    { field: fields.vlan_tci, value: 0x7005 },
    { field: fields.nw_tos, value: 16 },
  ]);
});

test('parts that contradict each other are named', () => {
  const match = normalizeMatch([
    { field: fields.xreg0, value: 0x100000002n },
    { field: fields.reg1, value: 3 },
  ]);
  expect(isConflict(match) && match.conflict).toBe(fields.reg1);
});
