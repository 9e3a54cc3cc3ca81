import {
  authentication as authenticationApi,
  l10n,
  languages,
  window,
  workspace,
  type ExtensionContext,
} from 'vscode';
import { createPlatformClient, type PlatformClient, type RequestLog } from './api/client';
import { Accounts } from './core/accounts/accountStore';
import { accountAddress, type Account } from './core/accounts/account';
import { readEnvironment } from './core/accounts/environmentAccount';
import { Explorer } from './core/explorer/explorer';
import { ListFilter } from './core/filters/listFilter';
import { Redaction } from './core/text/redaction';
import { RunFilters } from './core/filters/runFilters';
import { SignInMemory } from './core/accounts/signInMemory';
import { AutoRefreshController } from './ui/polling/autoRefreshController';
import { AbejaAuthentication, PROVIDER } from './ui/accounts/authentication';
import { LogFollower } from './ui/polling/logFollower';
import type { CommandDeps } from './ui/commands/commandDeps';
import { registerCommands, type Manifest } from './ui/commands/commands';
import { Documents, SCHEME } from './ui/documents/documents';
import { LogDocuments } from './ui/documents/logDocuments';
import { LogProviders } from './ui/documents/logProviders';
import { LOG_SCHEME } from './ui/documents/logUri';
import { Feedback } from './ui/feedback';
import {
  signIn,
  signOut,
  showLostSignIns,
  showUnreadableSignIns,
} from './ui/commands/organizationCommands';
import { QuickPrompter } from './ui/prompts/quickPrompter';
import { secretStore } from './ui/accounts/secretStore';
import { AccountSync } from './ui/accounts/accountSync';
import { signInMarkerFiles } from './ui/accounts/signInMarkers';
import { ExplorerTree } from './ui/tree/explorerTree';
import { accountName } from './ui/names';

/** Builds the objects and registers them. Awaits nothing and sends no request. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('ABEJA', { log: true });
  const redaction = new Redaction();
  const feedback = new Feedback(log, redaction, (address) =>
    accountSync.isChangedInOtherWindow(address),
  );
  const connect = (account: Account, onResponse?: (line: RequestLog) => void): PlatformClient => {
    redaction.hideCredential(account.credential);
    return createPlatformClient({
      apiUrl: account.origin,
      organization: account.organization,
      credential: account.credential,
      timeoutMs: () => workspace.getConfiguration('abeja').get<number>('requestTimeout', 30) * 1000,
      ownConnections: () => workspace.getConfiguration('http').get('proxySupport') !== 'on',
      log: (line) => {
        feedback.logRequest(line);
        onResponse?.(line);
      },
    });
  };
  const environment = readEnvironment(l10n, process.env);
  const memory = new SignInMemory({
    get: () => context.globalState.get('abeja.signIns'),
    set: (value) => context.globalState.update('abeja.signIns', value),
  });
  const markers = signInMarkerFiles(context, memory.signIns());
  const accounts = new Accounts(
    secretStore(context.secrets),
    markers,
    environment.kind === 'account' ? environment.account : undefined,
  );
  const explorer = new Explorer((account) =>
    connect(account, (line) => accountSync.handleResponse(account, line)),
  );
  const filters = new RunFilters(explorer);
  const lists = new ListFilter(explorer);
  const accountSync = new AccountSync(accounts, explorer, environment, context.globalState);
  const { ready } = accountSync;
  const documents = new Documents(explorer, ready);
  const redactKnown = (text: string): string => redaction.redactKnown(text);
  const logs = new LogDocuments({ explorer, ready, redact: redactKnown });
  const tree = new ExplorerTree(explorer, ready, accountSync.notices, (work) =>
    feedback.runInBackground(work),
  );
  const autoRefresh = new AutoRefreshController({
    explorer,
    tree,
    feedback,
    ready,
    state: context.globalState,
  });
  const logFollower = new LogFollower({
    logs,
    explorer,
    takeRequest: (signal) => autoRefresh.takeRequest(signal),
    runInBackground: (work) => feedback.runInBackground(work),
  });
  const deps: CommandDeps = {
    accounts,
    explorer,
    filters,
    lists,
    tree,
    autoRefresh,
    documents,
    logs,
    redactKnown,
    feedback,
    ready,
    notices: accountSync.notices,
    connect: (account) => connect(account),
    prompter: new QuickPrompter(
      (error) => feedback.sentence(error, l10n.t('The platform')),
      (problem) => feedback.showProblem(problem),
      (secret) => redaction.hide(secret),
    ),
  };
  accountSync.start({
    recordSignIns: async (all) => await memory.update(all, (await markers.read()).ended),
    showLost: (lost) => showLostSignIns(deps, lost),
    showUnreadable: () => showUnreadableSignIns(feedback),
    refresh: (rows) =>
      Promise.all([
        documents.handleAccountsChange(),
        logs.handleAccountsChange(),
        ...rows.map((row) => explorer.refresh(row, (other) => tree.isOpen(other))),
      ]),
    showRefused: (account) =>
      feedback.showTokenRefused(accountAddress(account), accountName(account)),
    runInBackground: (work) => feedback.runInBackground(work),
  });
  const authentication = new AbejaAuthentication(
    accounts,
    () => signIn(deps),
    (account) => signOut(deps, account),
    (work) => feedback.runInBackground(work),
  );

  context.subscriptions.push(
    log,
    accounts,
    explorer,
    tree,
    autoRefresh,
    documents,
    logs,
    logFollower,
    markers,
    accountSync,
    authentication,
    workspace.registerFileSystemProvider(SCHEME, documents, {
      isReadonly: true,
      isCaseSensitive: true,
    }),
    languages.registerDocumentLinkProvider({ scheme: SCHEME }, documents),
    workspace.registerTextDocumentContentProvider(LOG_SCHEME, logs),
    ...new LogProviders(logs).register(),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('abeja.logTimes')) {
        feedback.runInBackground(logs.showAgain());
      }
    }),
    workspace.onDidCloseTextDocument(({ uri }) => {
      documents.forget(uri);
      logs.forget(uri);
    }),
    ...registerCommands(deps, context.extension.packageJSON as Manifest),
    authenticationApi.registerAuthenticationProvider(PROVIDER, 'ABEJA', authentication, {
      supportsMultipleAccounts: true,
    }),
  );
}
