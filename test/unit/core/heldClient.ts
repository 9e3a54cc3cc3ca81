import { ApiError } from '../../../src/api/failure';
import type { Page } from '../../../src/api/page';
import type { PlatformClient } from '../../../src/api/client';
import type { Run, RunPageOptions } from '../../../src/api/resources/runs';
import type { PagedRuns } from './timeline/pagedRuns';

interface Question {
  /** The answer as it was when the question came. */
  readonly early: () => Page<Run>;
  readonly late: () => Page<Run>;
  readonly resolve: (page: Page<Run>) => void;
  readonly reject: (error: unknown) => void;
}

/** A client of an organization with one trigger, whose lists of runs are answered when the test says so. */
export class HeldClient {
  /** Whether questions are answered at once. */
  isPrompt = true;
  readonly #questions: Question[] = [];

  constructor(private readonly platform: PagedRuns) {}

  /** A client with the calls that an explorer uses. */
  connect(): PlatformClient {
    const one = <T>(value: T): Promise<{ items: { kind: 'resource'; value: T }[] }> =>
      Promise.resolve({ items: [{ kind: 'resource', value }] });
    const client = {
      deployments: { list: () => one({ deployment_id: '2' }) },
      triggers: {
        list: () => one({ trigger_id: 'tri-3' }),
        runs: (_: string, __: string, options: RunPageOptions) => this.#ask(options),
      },
      channels: { list: () => Promise.resolve({ items: [], organizationName: 'one' }) },
      runs: {
        get: (_: string, id: string) => Promise.resolve(this.platform.run(Number(id.slice(4)))),
      },
      dispose: () => undefined,
    };
    return client as unknown as PlatformClient;
  }

  /** Answers one question, if there is any: as it was to be answered when it came, or as it is now. */
  answer(which: number): void {
    const question = this.#take(which);
    if (question !== undefined) {
      settle(question, which % 2 === 0 ? question.early : question.late);
    }
  }

  fail(which: number): void {
    this.#take(which)?.reject(new ApiError({ kind: 'server', status: 500 }, 'GET runs'));
  }

  answerAll(): void {
    for (const question of this.#questions.splice(0)) {
      settle(question, question.late);
    }
  }

  #ask({ next, oldestFirst = false }: RunPageOptions): Promise<Page<Run>> {
    const late = (): Page<Run> => this.platform.page(next, oldestFirst);
    if (this.isPrompt) {
      return new Promise((resolve) => resolve(late()));
    }
    const early = caught(late);
    return new Promise((resolve, reject) => this.#questions.push({ early, late, resolve, reject }));
  }

  #take(which: number): Question | undefined {
    const [question] = this.#questions.splice(which % Math.max(1, this.#questions.length), 1);
    return question;
  }
}

function settle({ resolve, reject }: Question, page: () => Page<Run>): void {
  try {
    resolve(page());
  } catch (error) {
    reject(error);
  }
}

function caught<T>(make: () => T): () => T {
  try {
    const value = make();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
