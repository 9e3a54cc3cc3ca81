import { isInApp, type Frame } from './frame';
import type { FrameLine } from './tracebackLines';
import type { Layout } from './tracebackMessage';

/** The frames of a traceback that have been read and whose exception has not, and how they are laid out. */
export class OpenFrames {
  /** What stands in front of the lines of the traceback; absent before the first frame. */
  layout: Layout | undefined;
  #frames: Frame[] = [];

  /** The frames so far, the outermost first. */
  get all(): readonly Frame[] {
    return this.#frames;
  }

  /** Adds the frame that the line `text` at `position` names. */
  add(position: number, text: string, { file, line, name, column }: FrameLine): void {
    this.layout = { shape: text.slice(0, column), column, base: Math.max(0, column - 2) };
    const inApp = isInApp(file, name);
    this.#frames.push({ position, file, line, name, source: undefined, inApp });
  }

  /** Takes a line as the source of the last frame; further ones, and lines of markers, change nothing. */
  addSource(text: string): void {
    const frame = this.#frames.at(-1);
    const source = text.trim();
    if (frame?.source === undefined && frame !== undefined && !/^[\^~ ]+$/.test(source)) {
      this.#frames[this.#frames.length - 1] = { ...frame, source };
    }
  }

  /** Gives the frames to the exception that was read behind them. */
  take(): readonly Frame[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  /** Takes the frames of an exception back. */
  restore(frames: readonly Frame[]): void {
    this.#frames = [...frames];
  }

  /** Gives up frames whose exception the log does not name. */
  clear(): void {
    this.#frames = [];
    this.layout = undefined;
  }
}
