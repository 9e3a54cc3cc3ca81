import type { Localization } from '../../../src/core/text/localization';

/** English words, with the arguments put in as VS Code does. */
export const english: Localization = {
  t: (message, ...args) =>
    message.replace(/\{(\d+)\}/g, (whole, index: string) => {
      const value = args[Number(index)];
      return value === undefined ? whole : String(value);
    }),
};
