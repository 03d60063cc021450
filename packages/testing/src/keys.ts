/** Keys of nobody, for tests: a pair, signed by itself, and the key of another. */
export const KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgecDKM7hFzT0pYtB3',
  'YpEisDzmjtj5onBewCqWi/yAAOyhRANCAARBtcfb+lgj0X4TaI2zGjpA8IDz17Y3',
  'd+PGlQgM9AOjbajXtb6OpKi10vhArot8bUbJ2Po4+fSEsFZ38S7GKbUq',
  '-----END PRIVATE KEY-----',
].join('\n');
export const CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBdjCCARugAwIBAgIUdH3VMrWt4JqGUzf/QBKo8yq8i38wCgYIKoZIzj0EAwIw',
  'DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjEyMTIwNDRaGA8yMTI2MTAyODIxMjA0',
  'NFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABEG1',
  'x9v6WCPRfhNojbMaOkDwgPPXtjd348aVCAz0A6NtqNe1vo6kqLXS+ECui3xtRsnY',
  '+jj59ISwVnfxLsYptSqjUzBRMB0GA1UdDgQWBBS3fExMFoyPZQPFmWThV5eHBp62',
  'ljAfBgNVHSMEGDAWgBS3fExMFoyPZQPFmWThV5eHBp62ljAPBgNVHRMBAf8EBTAD',
  'AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDbw2DC8+nnPRVuu8PCXLZ7WG9m98mVST07',
  'eeh+bK2JIAIhAJqKbaiK1q0p1tmyhvOE9uUbDvRyCLB0t/+VlgiN6x5b',
  '-----END CERTIFICATE-----',
].join('\n');
export const OTHER_KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+TlvHSlgD3xlawhw',
  'EPOmq0KC0elOMRVU+MiRFD4LGiyhRANCAAS0rijdiPLjdJGv9k6AHzKmMxidLI2R',
  'uxU/nwYmbUFY+/IpSpMWJOwycWkDMMG/veeAzZ3HvDZAH+/5YoS4zi8f',
  '-----END PRIVATE KEY-----',
].join('\n');
