/** Levels and destinations of log messages, by the names of vlog (ovs-appctl(8), "LOGGING COMMANDS"). */

export const levelNames = ['OFF', 'EMER', 'ERR', 'WARN', 'INFO', 'DBG'] as const;

/** From silent to most talkative; a message passes where its level is at or before the level that is set. */
export type Level = (typeof levelNames)[number];

export const destinationNames = ['console', 'syslog', 'file'] as const;

export type Destination = (typeof destinationNames)[number];

export function parseLevel(text: string): Level | undefined {
  const upper = text.toUpperCase();
  return levelNames.find((name) => name === upper);
}

export function parseDestination(text: string): Destination | undefined {
  const lower = text.toLowerCase();
  return destinationNames.find((name) => name === lower);
}

/** True when a message of level `message` is to be written where `limit` is set. */
export function passes(message: Level, limit: Level): boolean {
  return levelNames.indexOf(message) <= levelNames.indexOf(limit);
}
