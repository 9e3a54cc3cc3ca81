import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { filesBelow } from './sourceTree';

/** Every message of the sources that goes through l10n, and the calls that hide theirs. */
export function usedMessages(): {
  readonly messages: ReadonlySet<string>;
  readonly hidden: readonly string[];
} {
  const messages = new Set<string>();
  const hidden: string[] = [];
  for (const file of filesBelow('src', /\.ts$/)) {
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const visit = (node: ts.Node): void => {
      if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === 't' &&
        node.expression.expression.getText().endsWith('l10n')
      ) {
        const [message] = node.arguments;
        if (message !== undefined && ts.isStringLiteralLike(message)) {
          messages.add(message.text);
        } else {
          hidden.push(`${file}: ${node.getText()}`);
        }
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { messages, hidden };
}
