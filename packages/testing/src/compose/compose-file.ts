import { parse } from 'yaml';
import { z } from 'zod';
import { TypedError } from '#base';

/** Seconds from compose's `2s`, `500ms`, `1m`. */
const duration = z
  .string()
  .regex(/^\d+(ms|s|m)$/)
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0];
    return Number.parseInt(text, 10) * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
  });

/** A command's words; compose writes a dollar that it must not replace as `$$`. */
const words = z.array(z.string().transform(unescapeDollars)).min(1);

const service = z.strictObject({
  build: z.literal('.'),
  command: words,
  environment: z.record(z.string(), z.string()),
  networks: z.strictObject({ underlay: z.strictObject({ ipv4_address: z.ipv4() }) }),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).default({}),
  healthcheck: z
    .strictObject({
      test: z.tuple([z.literal('CMD')], z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int().positive(),
    })
    .optional(),
  cap_add: z.array(z.literal('NET_ADMIN')).default([]),
  devices: z.array(z.literal('/dev/net/tun:/dev/net/tun')).default([]),
});

const composeFile = z.strictObject({
  services: z.record(z.string(), service),
  networks: z.strictObject({
    underlay: z.strictObject({ ipam: z.strictObject({ config: z.tuple([z.strictObject({ subnet: z.cidrv4() })]) }) }),
  }),
});

/** A service of the compose file: all that the namespace cluster takes from it. */
export type ComposeService = z.infer<typeof service>;

export interface ComposeFile {
  /** In an order in which every service comes after those it depends on. */
  readonly services: readonly (readonly [name: string, service: ComposeService])[];
  /** Prefix length of the underlay. */
  readonly prefixLength: number;
}

/** The compose file says something that the namespace cluster does not do: the two would no longer be the same. */
export class ComposeFileUnknown extends TypedError<'compose-file-unknown'> {
  constructor(what: string) {
    super('compose-file-unknown', `docker-compose.yml: ${what}`, {});
  }
}

/** Reads a compose file. Anything in it that is not understood throws `ComposeFileUnknown`. */
export function parseComposeFile(text: string): ComposeFile {
  const document: unknown = parse(text, { merge: true });
  const withoutAnchors = Object.fromEntries(Object.entries(Object(document)).filter(([key]) => !key.startsWith('x-')));
  const result = composeFile.safeParse(withoutAnchors);
  if (!result.success) throw new ComposeFileUnknown(z.prettifyError(result.error));
  const { services, networks } = result.data;
  const prefixLength = Number(networks.underlay.ipam.config[0].subnet.split('/')[1]);
  return { services: inOrder(services), prefixLength };
}

function inOrder(services: Readonly<Record<string, ComposeService>>): readonly (readonly [string, ComposeService])[] {
  const ordered = new Map<string, ComposeService>();
  const visit = (name: string, path: readonly string[]) => {
    const found = services[name];
    if (found === undefined) throw new ComposeFileUnknown(`${path.at(-1)} depends on ${name}, which is no service`);
    if (path.includes(name))
      throw new ComposeFileUnknown(`services depend on each other: ${[...path, name].join(' -> ')}`);
    for (const dependency of Object.keys(found.depends_on)) {
      if (services[dependency]?.healthcheck === undefined)
        throw new ComposeFileUnknown(`${dependency} has no healthcheck, and ${name} waits for it`);
      visit(dependency, [...path, name]);
    }
    ordered.set(name, found);
  };
  for (const name of Object.keys(services).sort()) visit(name, []);
  return [...ordered];
}

function unescapeDollars(text: string): string {
  const single = /(?<!\$)\$(?!\$)/.exec(text.replaceAll('$$', ''));
  if (single !== null)
    throw new ComposeFileUnknown(
      `a variable of compose in a command, which the namespace cluster does not replace: ${text}`,
    );
  return text.replaceAll('$$', '$');
}
