import ts from 'typescript';
import type { Rule } from './shapeRules.ts';
import { syntaxOf, visit, type Source } from './sources.ts';

const file = (path: string, text: string): Source => ({ path, text });
const runs = new Set(['command', 'inTransaction']);
const changes = /^(push|pop|shift|unshift|splice|set|add|delete|clear|fill|copyWithin|assign|append)$/;
/** What reaches outside by its name: sockets, boards in memory, mail that is sent, files, the log. */
const outside = /^(live|mailDelivery|watch|room|frozen|socket|connection|console|process|fetch|setTimeout|setImmediate|setInterval)$/;
const calls =
	/^(fetch|setTimeout|setImmediate|setInterval|nudge|sendMail|broadcast\w*|write(File|Sync)\w*|(append|rm|mkdir|rename|unlink)\w*Sync)$/;

/** The name that a chain of properties and calls begins with. */
function rootOf(node: ts.Expression): string {
	while (
		ts.isPropertyAccessExpression(node) ||
		ts.isElementAccessExpression(node) ||
		ts.isCallExpression(node) ||
		ts.isNonNullExpression(node) ||
		ts.isParenthesizedExpression(node) ||
		ts.isAsExpression(node)
	)
		node = node.expression;
	return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword ? node.getText() : '';
}

/** Names that are declared in a function: what it does with them ends with it. */
function ownNames(work: ts.Node): Set<string> {
	const own = new Set<string>();
	visit(work, (node) => {
		if ((ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name))
			own.add(node.name.text);
		if (ts.isFunctionDeclaration(node) && node.name) own.add(node.name.text);
	});
	return own;
}

/** What a statement changes outside of the function that has these names of its own; undefined: nothing. */
function changeOutside(node: ts.Node, own: ReadonlySet<string>): string | undefined {
	const foreign = (target: ts.Expression) => {
		const name = rootOf(target);
		return name !== '' && !own.has(name);
	};
	if (ts.isBinaryExpression(node)) {
		const { kind } = node.operatorToken;
		const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
		return assigns && foreign(node.left) ? node.getText() : undefined;
	}
	if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
		const counts = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
		return counts && foreign(node.operand) ? node.getText() : undefined;
	}
	if (ts.isDeleteExpression(node)) return foreign(node.expression) ? node.getText() : undefined;
	if (!ts.isCallExpression(node)) return undefined;
	const { expression } = node;
	if (ts.isIdentifier(expression)) return calls.test(expression.text) && !own.has(expression.text) ? node.getText() : undefined;
	if (!ts.isPropertyAccessExpression(expression)) return undefined;
	const name = rootOf(expression);
	const reaches = (outside.test(name) || calls.test(expression.name.text)) && !own.has(name);
	const alters = changes.test(expression.name.text) && foreign(expression.expression);
	return reaches || alters ? node.getText() : undefined;
}

function breachesIn({ path, text }: Source): string[] {
	const found: string[] = [];
	visit(syntaxOf({ path, text }), (node) => {
		if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || !runs.has(node.expression.text)) return;
		const work = node.arguments[1];
		if (!work || !(ts.isArrowFunction(work) || ts.isFunctionExpression(work))) return;
		const own = ownNames(work);
		visit(work.body, (inner) => {
			const change = changeOutside(inner, own);
			if (change) found.push(`${path}: ${change.slice(0, 80)}`);
		});
	});
	return found;
}

const planted = (statement: string) =>
	file(
		'src/lib/topics/commands.server.ts',
		`let n = 0; const seen = []; command(db, async (trx) => { ${statement}; return { ok: true } });`
	);
const title = 'what runs in a transaction changes the database and nothing outside, since PostgreSQL may have it run again';
const breaches = (sources: Source[]) => sources.filter(({ path }) => path.startsWith('src/') && path.endsWith('.ts')).flatMap(breachesIn);

export const retryRules: Rule[] = [
	{ title, breaches, planted: [planted('n = 1')] },
	{ title: `${title}: no list or map`, breaches, planted: [planted('seen.push(1)')] },
	{ title: `${title}: no socket, board, mail or file`, breaches, planted: [planted('live.broadcast(1)')] }
];
