// Used when the demo is built.
import ts from 'typescript';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The mistakes that a source can be switched to make: the names it gives to `makes()`. */
export function switchesOf(source: string): Set<string> {
  return new Set([...source.matchAll(/\bmakes\('([^']+)'\)/g)].map(([, leak]) => leak as string));
}

/** A source as it reads with `makes()` answered: what the service does that makes these mistakes. */
export function switchedSource(source: string, leaks: ReadonlySet<string>): string {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    const edit = editOf(node, source, leaks);
    if (edit) edits.push(edit);
    else ts.forEachChild(node, visit);
  };
  visit(file);
  // From the last to the first, so that positions hold.
  return edits
    .toReversed()
    .reduce(
      (text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end),
      source,
    );
}

function editOf(node: ts.Node, source: string, leaks: ReadonlySet<string>): Edit | undefined {
  if (ts.isIfStatement(node)) return editOfIf(node, source, leaks);
  if (!ts.isConditionalExpression(node)) return undefined;
  const answer = answered(node.condition, leaks);
  if (typeof answer === 'string') return undefined;
  const branch = answer ? node.whenTrue : node.whenFalse;
  return { start: node.getStart(), end: node.end, text: branch.getText() };
}

function editOfIf(
  node: ts.IfStatement,
  source: string,
  leaks: ReadonlySet<string>,
): Edit | undefined {
  if (switchesOf(node.expression.getText()).size === 0) return undefined;
  const answer = answered(node.expression, leaks);
  const isLeaky = [...switchesOf(node.expression.getText())].some((leak) => leaks.has(leak));
  const comment = isLeaky ? undefined : leakComment(node, source);
  const start = comment ?? node.getStart();
  if (typeof answer === 'string') {
    const rest = source.slice(node.expression.end, node.end);
    return { start, end: node.end, text: `if (${answer}${rest}` };
  }
  const branch = answer ? node.thenStatement : node.elseStatement;
  if (branch) return { start, end: node.end, text: bodyOf(branch, source) };
  // Nothing stays of it: its lines go.
  const from = comment ?? node.getStart();
  return { start: Math.max(0, source.lastIndexOf('\n', from)), end: node.end, text: '' };
}

/** Where the comment begins that tells of the leak: it is none when the mistake is not made. */
function leakComment(node: ts.Node, source: string): number | undefined {
  const comments = ts.getLeadingCommentRanges(source, node.getFullStart()) ?? [];
  return comments.find(({ pos }) => source.startsWith('// LEAK', pos))?.pos;
}

/** A statement, or what is inside of a block, moved out by as much as it was moved in. */
function bodyOf(branch: ts.Statement, source: string): string {
  if (!ts.isBlock(branch)) return branch.getText();
  const inside = source.slice(branch.getStart() + 1, branch.end - 1).replace(/^\n|\s+$/g, '');
  return inside.replaceAll(/^ {2}/gm, '').trimStart();
}

/** A condition with `makes()` answered: true, false, or what is left of it. */
function answered(node: ts.Expression, leaks: ReadonlySet<string>): boolean | string {
  if (ts.isParenthesizedExpression(node)) return answered(node.expression, leaks);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const of = answered(node.operand, leaks);
    return typeof of === 'boolean' ? !of : node.getText();
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'makes') {
    const [name] = node.arguments;
    return name !== undefined && ts.isStringLiteral(name) && leaks.has(name.text);
  }
  if (!ts.isBinaryExpression(node)) return node.getText();
  const operator = node.operatorToken.kind;
  const decides = operator === ts.SyntaxKind.BarBarToken;
  if (!decides && operator !== ts.SyntaxKind.AmpersandAmpersandToken) return node.getText();
  const left = answered(node.left, leaks);
  const right = answered(node.right, leaks);
  if (left === decides || right === decides) return decides;
  if (typeof left === 'boolean') return right;
  return typeof right === 'boolean' ? left : node.getText();
}
