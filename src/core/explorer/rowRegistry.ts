import { formatAddress } from '../address';
import type { RowModel, Row } from './rowModel';

interface LiveRow extends Row {
  model: RowModel;
}

/** The rows given out so far, by id. VS Code finds a row by its identity, so a row outlives its model. */
export class RowRegistry {
  readonly #rows = new Map<string, LiveRow>();

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** The row that shows a model from now on. */
  put(model: RowModel): Row {
    const id = rowId(model);
    const row = this.#rows.get(id);
    if (row !== undefined) {
      row.model = model;
      return row;
    }
    const created = { id, model };
    this.#rows.set(id, created);
    return created;
  }

  /** Forgets single rows. */
  delete(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#rows.delete(id);
    }
  }

  /** Forgets a row and all below it. */
  drop(id: string): void {
    forgetBelow(this.#rows, [id]);
  }
}

/** The id of the row that a helper row's list stands below; another row's own id. */
export function listId(id: string): string {
  return id.split('#', 1)[0] ?? id;
}

/** Whether a row's id names the row `id`, one below it, or a helper row of its list. */
export function isAtOrBelow(path: string, id: string): boolean {
  return path === id || path.startsWith(`${id}/`) || path.startsWith(`${id}#`);
}

/** Takes out of a map by row what belongs to these rows, to rows below them, or to their lists. */
export function forgetBelow(map: Map<string, unknown>, ids: readonly string[]): void {
  for (const path of map.keys()) {
    if (ids.some((id) => isAtOrBelow(path, id))) {
      map.delete(path);
    }
  }
}

/**
 * The id of the row of a model. A helper row is named after its list: `#` never occurs in an address.
 */
export function rowId(model: RowModel): string {
  switch (model.kind) {
    case 'organization':
    case 'deployment':
    case 'trigger':
    case 'run':
      return formatAddress(model.address);
    case 'more':
    case 'loading':
    case 'empty':
    case 'search':
    case 'filter':
    case 'scan':
      return `${formatAddress(model.parent)}#${model.kind}`;
    case 'gap':
      return `${formatAddress(model.parent)}#gap:${model.section}`;
    case 'group':
      return `${formatAddress(model.parent)}#group:${model.key}`;
    case 'failed':
      return `${formatAddress(model.parent)}#failed:${model.section}`;
    case 'malformed':
      return `${formatAddress(model.parent)}#malformed:${model.key}`;
  }
}
