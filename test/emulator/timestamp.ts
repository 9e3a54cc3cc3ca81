/** The platform's spellings of a time, section 0 of docs/platform-api.md. Always UTC. */

/** `2024-03-01T09:15:00.000000Z`: deployments, triggers, runs, log events. */
export function microseconds(time: number): string {
  return new Date(time).toISOString().replace('Z', '000Z');
}

/** `2024-03-01T09:15:00.00000Z`: training models. */
export function fiveDigits(time: number): string {
  return new Date(time).toISOString().replace('Z', '00Z');
}

/** `2024-03-01T09:15:00Z`: channels, organizations, users. */
export function seconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `2024-03-01T09:15:00+00:00`: files. */
export function offset(time: number): string {
  return seconds(time).replace('Z', '+00:00');
}

/** `20240301T091500`: the beginning of a file's id. */
export function stamp(time: number): string {
  return seconds(time).replace(/[-:Z]/g, '');
}
