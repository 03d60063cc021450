/**
 * Checksums of the Internet protocols. Sums are carried as plain numbers (folded only at the end), so a pseudo header's
 * sum can be added to that of the data. Before: bytes of a header or payload. After: the 16-bit field of a header.
 */

/** Adds `bytes` as big-endian 16-bit words (an odd last byte counts as the high half) to `sum`; not folded. */
export function addWords(bytes: Uint8Array, sum = 0, from = 0, to = bytes.length): number {
  let total = sum;
  let i = from;
  for (; i + 1 < to; i += 2) total += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  if (i < to) total += (bytes[i] ?? 0) << 8;
  return total;
}

/** Folds a sum to 16 bits in one's complement and inverts it: the value of a checksum field (RFC 1071). */
export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** RFC 1071 checksum of `bytes`, starting from `sum` (that of a pseudo header). Zero over data with a right checksum. */
export function internetChecksum(bytes: Uint8Array, sum = 0): number {
  return foldChecksum(addWords(bytes, sum));
}

/**
 * Sum of the pseudo header of TCP, UDP and ICMPv6 (RFC 768, RFC 8200 8.1).
 * @param source the address's bytes (4 or 16) as in the IP header
 * @param length bytes of transport header and payload
 */
export function pseudoHeaderSum(source: Uint8Array, destination: Uint8Array, protocol: number, length: number): number {
  return addWords(destination, addWords(source)) + protocol + (length >>> 16) + (length & 0xffff);
}

/** New checksum when a 16-bit word of the covered data changes (RFC 1624, equation 3). */
export function updateChecksum(checksum: number, before: number, after: number): number {
  return foldChecksum((~checksum & 0xffff) + (~before & 0xffff) + after);
}

function crcTable(): Uint32Array {
  const table = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let crc = n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    table[n] = crc >>> 0;
  }
  return table;
}
const CRC32C = crcTable();

/** CRC32c of `bytes` as an unsigned number; SCTP stores it in little-endian order (RFC 9260, appendix A). */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (CRC32C[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
