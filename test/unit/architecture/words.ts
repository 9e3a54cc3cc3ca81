/** A word that names had in former versions, and the one that is used in its place. */
export interface FormerWord {
  readonly word: string;
  readonly instead: string;
  /** Names that may have the word, and why. */
  readonly except?: readonly (readonly [name: RegExp, reason: string])[];
  /** Where the word is not used; everywhere when not given. */
  readonly only?: 'src';
}

/**
 * Words that were coined, metaphors, or used for two things. They stand in no identifier and no file
 * name, in the singular and the plural.
 */
export const FORMER_WORDS: readonly FormerWord[] = [
  // Requests
  { word: 'passage', instead: 'requestTrace' },
  { word: 'sharing', instead: 'coalescing' },
  { word: 'life', instead: 'cancellation scope, states' },
  { word: 'obeyed', instead: 'retryAfterSpent' },
  { word: 'patience', instead: 'load policy' },
  { word: 'wire', instead: 'resources', only: 'src' },
  // Lists and runs
  { word: 'branch', instead: 'list' },
  { word: 'lens', instead: 'view filter', except: [[/codeLens/i, 'VS Code’s CodeLens']] },
  { word: 'admit', instead: 'include' },
  { word: 'admission', instead: 'include' },
  { word: 'stretch', instead: 'segment' },
  { word: 'hole', instead: 'gap' },
  {
    word: 'place',
    instead: 'entry, position, index, semaphore permit',
    except: [[/placeHolder/, 'VS Code’s InputBox.placeHolder']],
  },
  {
    word: 'way',
    instead: 'gap cursor',
    except: [[/underWay$/, 'what has begun and not ended']],
  },
  { word: 'walk', instead: 'rescan, visit' },
  { word: 'circle', instead: 'cyclic token' },
  { word: 'odd', instead: 'malformed; quirk (of an answer of the emulator)' },
  { word: 'oddity', instead: 'quirk' },
  { word: 'fold', instead: 'group' },
  { word: 'folded', instead: 'grouped' },
  { word: 'turn', instead: 'reverse, state change' },
  {
    word: 'node',
    instead: 'row model',
    only: 'src',
    except: [[/^node(Fetch|JS)$/i, 'the runtime and its HTTP client']],
  },
  { word: 'news', instead: 'delta, updates' },
  { word: 'meter', instead: 'scan progress' },
  // Polling and watches
  { word: 'lookout', instead: 'autoRefresh' },
  { word: 'attention', instead: 'autoRefresh, visible targets' },
  { word: 'sight', instead: 'visibility' },
  { word: 'wish', instead: 'poll request' },
  { word: 'wished', instead: 'requested' },
  { word: 'subject', instead: 'poll state', except: [[/^(set)?subject/i, 'a field of X.509']] },
  { word: 'lane', instead: 'backoff' },
  { word: 'forgive', instead: 'reset' },
  { word: 'noted', instead: 'recorded, markPolled' },
  { word: 'floor', instead: 'base interval', except: [[/^floor$/, 'Math.floor']] },
  { word: 'trouble', instead: 'poll error' },
  { word: 'told', instead: 'notified' },
  { word: 'said', instead: 'acknowledged' },
  { word: 'untold', instead: 'not notified' },
  {
    word: 'well',
    instead: 'healthy',
    except: [[/wellFormed/i, 'what can be parsed']],
  },
  // Messages and errors
  { word: 'telling', instead: 'failure message' },
  { word: 'remedy', instead: 'action' },
  { word: 'weight', instead: 'severity', only: 'src' },
  { word: 'boundary', instead: 'withErrorReporting' },
  { word: 'fault', instead: 'unexpected error', only: 'src' },
  { word: 'flaw', instead: 'problem' },
  { word: 'flawed', instead: 'invalid' },
  { word: 'elsewhere', instead: 'in another window' },
  // Tests
  { word: 'stage', instead: 'fixture' },
  { word: 'remains', instead: 'artifacts' },
  { word: 'leavings', instead: 'artifacts' },
  { word: 'workshop', instead: 'fixture' },
  { word: 'house', instead: 'architecture' },
];

/** Names of former versions whose single words are plain, and what is said in their place. */
export const FORMER_NAMES: readonly (readonly [name: string, instead: string])[] = [
  ['runBound', 'runLimit'],
  ['makeRoom', 'evict'],
  ['lookedAt', 'lastUsed'],
  ['handOn', 'runInBackground'],
  ['marks', 'markers'],
  ['lostCreate', 'createRecovery'],
];
