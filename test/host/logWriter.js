// Stands in for @vscode/spdlog, whose native part is not compiled here: without it VS Code writes no
// log at all, neither its own nor those of extensions. The same calls, plain files.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

/** @type {Set<Logger>} */
const loggers = new Set();
process.once('exit', () => loggers.forEach((logger) => logger.flush()));

class Logger {
  /** @type {string} */ #file;
  #level = 2;
  #isPlain = false;
  #pending = '';

  /**
   * @param {string} _kind
   * @param {string} _name
   * @param {string} file
   */
  constructor(_kind, _name, file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    loggers.add(this);
  }

  getLevel() {
    return this.#level;
  }

  /** @param {number} level */
  setLevel(level) {
    this.#level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.#isPlain = true;
  }

  /** @param {string} message */
  trace(message) {
    this.#write(0, message);
  }

  /** @param {string} message */
  debug(message) {
    this.#write(1, message);
  }

  /** @param {string} message */
  info(message) {
    this.#write(2, message);
  }

  /** @param {string} message */
  warn(message) {
    this.#write(3, message);
  }

  /** @param {string} message */
  error(message) {
    this.#write(4, message);
  }

  /** @param {string} message */
  critical(message) {
    this.#write(5, message);
  }

  flush() {
    const text = this.#pending;
    this.#pending = '';
    if (text !== '') {
      fs.appendFileSync(this.#file, text);
    }
  }

  drop() {
    this.flush();
    loggers.delete(this);
  }

  /**
   * @param {number} level
   * @param {string} message
   */
  #write(level, message) {
    if (level < this.#level) {
      return;
    }
    if (this.#pending === '') {
      setImmediate(() => this.flush());
    }
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    this.#pending += this.#isPlain ? message : `${time} [${LEVELS[level]}] ${message}\n`;
  }
}

/**
 * @param {string} name
 * @param {string} file
 */
async function createLogger(name, file) {
  return new Logger('rotating', name, file);
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
