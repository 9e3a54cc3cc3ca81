import type { LineSource, Scan } from './blocks';
import {
  isHeader,
  isRemoteTraceback,
  isStackHeader,
  readFrame,
  readRelation,
} from './tracebackLines';
import { TracebackReader } from './tracebackReader';

/**
 * The traceback that begins at a line, if one does: at its header, or at any line by which one that
 * was cut can be told. Nothing before `lowest` is part of it.
 */
export function scanTraceback(lines: LineSource, from: number, lowest: number): Scan | undefined {
  const text = lines.at(from)?.text ?? '';
  if (!/raceback|File "|above exception|tack|user code/.test(text)) {
    return undefined;
  }
  return isHeader(text) ||
    readFrame(text) !== undefined ||
    readRelation(text) !== undefined ||
    isRemoteTraceback(text) ||
    isStackHeader(text)
    ? new TracebackReader(lines, from, lowest).read()
    : undefined;
}
