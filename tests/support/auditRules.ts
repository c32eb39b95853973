import ts from 'typescript';
import { audienceRules } from './audienceRules.ts';
import type { Rule } from './shapeRules.ts';
import { type Source, syntaxOf, visit } from './sources.ts';

/**
 * Commands that write nothing to the audit trail, and why they need not. Whatever gives or takes rights, decides, sends, hides, deletes
 * or takes out what is kept of people is not among them.
 */
const unrecorded: Record<string, string> = {
	'what somebody answers or writes for themselves, and can change':
		'answerHost answerPoints answerPoll answerSpeaker castVote comeIn evaluate giveMaterial handIn codeByInvitation dropIdea keepIdea offerTalk propose sayNeeds support ' +
		'withdrawOffer withdrawSupport withdrawVote',
	'how the day goes, which everybody in the room sees':
		'addTableNow arriving bringPoints changeHost configureCafe createCafe dropPoint endRound extend handOver keepPoint leaveOut lockTable lowerHand ' +
		'mendQuestion movePoint moveSeat pause pin pressStep printCards putFacts putPlanOnTable removeMaterial removePaperNote resume reveal say ' +
		'seatLate startPlenary startRound startVote steerPlenary takeBackIn undoStep takeHarvest tick undoCheckIn',
	'a draft: what is published is recorded with its hash':
		'addPicture describePicture describePoint gatherPoints markFirst mergePoints removePicture splitPoint startDraft undoMerge writePart',
	'a plan that is being read in: what it becomes is recorded': 'correct describeImport discardImport startImport',
	'letters that wait in the outbox: sending them is recorded': 'chaseSpeakers weeklyDigest'
};
const excused = new Set(Object.values(unrecorded).flatMap((names) => names.split(' ')));

type Called = { path: string; isExported: boolean; calls: Set<string> };

/** What a command owes others: an entry in the trail, and that those who depend on it hear. */
export const auditRules: Rule[] = [
	{
		title: 'every table is filled by a command of the product, not only by the demo or a migration',
		breaches: (sources) => {
			const product = sources
				.filter(({ path }) => /^src\/.*\.ts$/.test(path))
				.map(({ text }) => text)
				.join('\n');
			const tables = sources
				.filter(({ path }) => path.startsWith('db/schema/'))
				.flatMap(({ text }) => [...text.matchAll(/^\t(\w+): \{$/gm)].map(([, table]) => table!));
			return tables.filter((table) => !product.includes(`insertInto('${table}')`)).map((table) => `${table} is filled by nothing in src`);
		},
		planted: [file('db/schema/people.ts', 'export interface PeopleTables {\n\tlevel: {\n\t\tid: string;\n\t};\n}\n')]
	},
	...audienceRules,
	{
		title: 'a command writes to the audit trail, or stands in the list of those that need not',
		breaches: (sources) => {
			const functions = functionsIn(sources.filter(({ path }) => /^src\/lib\/.*\.server\.ts$/.test(path)));
			const records = (name: string, seen: Set<string>): boolean =>
				name === 'record' ||
				(!seen.has(name) &&
					!!seen.add(name) &&
					(functions.get(name) ?? []).some(({ calls }) => [...calls].some((called) => records(called, seen))));
			return [...functions].flatMap(([name, places]) =>
				places
					.filter(({ isExported, calls }) => isExported && calls.has('command') && !excused.has(name) && !records(name, new Set()))
					.map(
						({ path }) => `${path}: ${name} tells the audit trail nothing: call \`record\`, or say in tests/support/auditRules.ts why not.`
					)
			);
		},
		planted: [
			file(
				'src/lib/people/persons/commands.server.ts',
				'export async function giveKeys(db) { return command(db, async () => ({ ok: true })); }'
			)
		]
	},
	{
		title: 'what is excused from the audit trail is there, and tells it nothing',
		breaches: (sources) => {
			const functions = functionsIn(sources.filter(({ path }) => /^src\/lib\/.*\.server\.ts$/.test(path)));
			if (!functions.has('castVote')) return [];
			return [...excused].filter((name) => !functions.get(name)?.some(({ calls }) => calls.has('command') && !calls.has('record')));
		},
		planted: [
			file(
				'src/lib/cafe/harvest/votes.server.ts',
				[...excused].map((name) => `export async function ${name}() { ${name === 'comeIn' ? 'record();' : ''} command(); }`).join('\n')
			)
		]
	}
];

function file(path: string, text: string): Source {
	return { path, text };
}

/** The functions that stand on their own, by name, with the names of what each calls. */
function functionsIn(sources: Source[]): Map<string, Called[]> {
	const found = new Map<string, Called[]>();
	for (const source of sources) {
		for (const statement of syntaxOf(source).statements) {
			if (!ts.isFunctionDeclaration(statement) || !statement.name) continue;
			const calls = new Set<string>();
			visit(statement, (node) => {
				if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) calls.add(node.expression.text);
			});
			const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
			const name = statement.name.text;
			found.set(name, [...(found.get(name) ?? []), { path: source.path, isExported, calls }]);
		}
	}
	return found;
}
