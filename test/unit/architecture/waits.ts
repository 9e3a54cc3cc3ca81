import ts from 'typescript';

/** What no test in VS Code may wait less than, in milliseconds. */
export const LEAST_LIMIT_MS = 30_000;

/** Names of what is a limit by itself: `timeout`, or a constant such as `LIMIT_MS`. */
const LIMIT = /^(timeout|limit|deadline|([A-Z]+_)*(TIMEOUT|LIMIT|DEADLINE|PATIENCE)(_MS)?)$/;

/** Functions that take a limit alone. */
const LIMIT_SETTERS = /^(timeout|setDefaultTimeout|setDefaultNavigationTimeout)$/;

/** What waits for time to pass and for nothing else. */
const SLEEP = /^(setTimeout|setInterval|waitForTimeout|sleep)$/;

/** What runs a test again that failed. */
const RETRY = /^(retries|retry)$/;

/**
 * What in the source of a test waits in a way that some machine breaks: a limit below 30 seconds, a pause
 * without a condition, a test that is run again when it fails. A line each.
 */
export function wrongWaits(file: string, text: string): readonly string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const constants = new Map<string, number>();
  const found: string[] = [];
  const report = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${line + 1}: ${what}`);
  };
  const checkLimit = (node: ts.Node, value: ts.Expression | undefined): void => {
    const limit = value && valueOf(value, constants);
    if (limit !== undefined && limit < LEAST_LIMIT_MS) {
      report(node, `a limit of ${limit} ms`);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) {
      const value = node.initializer && valueOf(node.initializer, constants);
      if (ts.isIdentifier(node.name) && value !== undefined) {
        constants.set(node.name.text, value);
      }
    }
    if (
      (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isPropertyAssignment(node)) &&
      LIMIT.test(nameOf(node.name))
    ) {
      checkLimit(node, node.initializer);
    } else if (ts.isBinaryExpression(node)) {
      const { left, right, operatorToken } = node;
      const isAssignment = operatorToken.kind === ts.SyntaxKind.EqualsToken;
      if (isAssignment && LIMIT.test(nameOf(left))) {
        checkLimit(node, right);
      } else if (/^(Date|performance)\.now\(\)$/.test(left.getText())) {
        checkLimit(node, operatorToken.kind === ts.SyntaxKind.PlusToken ? right : undefined);
      }
    } else if (ts.isCallExpression(node)) {
      const name = nameOf(node.expression);
      if (LIMIT_SETTERS.test(name)) {
        checkLimit(node, node.arguments[0]);
      } else if (RETRY.test(name) && ts.isPropertyAccessExpression(node.expression)) {
        report(node, 'a test that is run again');
      }
    } else if (ts.isIdentifier(node) && SLEEP.test(node.text)) {
      report(node, `a pause: ${node.text}`);
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const call = /\b(setTimeout|setInterval)\(/.exec(node.getText());
      if (call !== null) {
        report(node, `a pause: ${call[1] ?? ''}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The last name of `a`, `a.b` or `'a'`. */
function nameOf(node: ts.Node): string {
  if (ts.isPropertyAccessExpression(node)) {
    return node.name.text;
  }
  return ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : '';
}

/** The number that an expression of numbers and constants is. */
function valueOf(node: ts.Expression, constants: ReadonlyMap<string, number>): number | undefined {
  if (ts.isNumericLiteral(node)) {
    return Number(node.text);
  }
  if (ts.isIdentifier(node)) {
    return constants.get(node.text);
  }
  if (ts.isParenthesizedExpression(node)) {
    return valueOf(node.expression, constants);
  }
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [valueOf(node.left, constants), valueOf(node.right, constants)];
    if (left === undefined || right === undefined) {
      return undefined;
    }
    const operator = node.operatorToken.kind;
    if (operator === ts.SyntaxKind.AsteriskToken) {
      return left * right;
    }
    return operator === ts.SyntaxKind.PlusToken ? left + right : undefined;
  }
  return undefined;
}
