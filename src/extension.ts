import { commands, l10n, languages, window, workspace, type ExtensionContext } from 'vscode';
import { parseApiUrl } from './api/apiUrl';
import { createPlatformClient, type PlatformClient } from './api/platformClient';
import { Accounts, type Account } from './core/accounts';
import { hasCliConfig } from './core/cliConfigFile';
import { environmentAccount } from './core/environmentAccount';
import { Explorer } from './core/explorer';
import { ListFilter } from './core/listFilter';
import { RunFilters } from './core/runFilters';
import { Attention } from './ui/attention';
import { registerCommands } from './ui/commands';
import { Documents, SCHEME } from './ui/documents';
import { Feedback } from './ui/feedback';
import { readOrigin } from './core/origin';
import { QuickPrompter } from './ui/quickPrompter';
import { secretStore } from './ui/secretStore';
import { ExplorerTree } from './ui/tree';

/** Builds the parts and registers them. Nothing is asked and nothing is awaited here. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('ABEJA', { log: true });
  const feedback = new Feedback(log);
  const connect = (account: Account): PlatformClient =>
    createPlatformClient({
      apiUrl: account.origin,
      organization: account.organization,
      credential: account.credential,
      timeoutMs: () => workspace.getConfiguration('abeja').get<number>('requestTimeout', 30) * 1000,
      log: (line) => feedback.request(line),
    });
  const accounts = new Accounts(
    secretStore(context.secrets),
    environmentAccount(process.env, (url) => {
      const parsed = parseApiUrl(url);
      return parsed.kind === 'ok' ? parsed.origin : undefined;
    }),
  );
  const explorer = new Explorer(connect);
  const filters = new RunFilters(explorer);
  const lists = new ListFilter(explorer);

  let known: Promise<void> | undefined;
  const ready = (): Promise<void> => {
    const showing = (known ??= showAccounts());
    showing.catch(() => {
      known = known === showing ? undefined : known;
    });
    return showing;
  };
  const showAccounts = async (): Promise<void> => {
    const all = await accounts.all();
    explorer.setAccounts(all);
    await commands.executeCommand('setContext', 'abeja.hasOrganizations', all.length > 0);
    if (all.length === 0) {
      feedback.handOn(offerImport());
    }
  };
  /** The welcome view offers an import where there is something to import. */
  const offerImport = async (): Promise<void> => {
    await commands.executeCommand('setContext', 'abeja.hasCliConfig', await hasCliConfig());
  };
  const documents = new Documents(explorer, ready);
  const tree = new ExplorerTree(explorer, ready, (work) => feedback.handOn(work));
  const attention = new Attention({ explorer, tree, feedback, ready, state: context.globalState });
  const stopFollowing = accounts.onDidChange(() => {
    known = showAccounts();
    feedback.handOn(known.then(() => documents.refreshFailed()));
  });

  context.subscriptions.push(
    log,
    accounts,
    explorer,
    tree,
    attention,
    documents,
    { dispose: stopFollowing },
    workspace.registerFileSystemProvider(SCHEME, documents, {
      isReadonly: true,
      isCaseSensitive: true,
    }),
    languages.registerDocumentLinkProvider({ scheme: SCHEME }, documents),
    workspace.onDidCloseTextDocument(({ uri }) => documents.forget(uri)),
    ...registerCommands({
      accounts,
      explorer,
      filters,
      lists,
      tree,
      attention,
      documents,
      feedback,
      ready,
      connect,
      readOrigin: (url) => readOrigin(l10n, url),
      prompter: new QuickPrompter(
        (error) => feedback.sentence(error, l10n.t('The platform')),
        (problem) => feedback.problem(problem),
      ),
    }),
  );
}
