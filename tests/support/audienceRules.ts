import ts from 'typescript';
import type { Happening } from '#lib/mail/audience/model.ts';
import { audience } from '#lib/mail/audience/table.ts';
import { nouns } from './law.ts';
import type { Rule } from './shapeRules.ts';
import { importsOf, type Source, syntaxOf, visit } from './sources.ts';

/** Commands whose outcome nobody waits for elsewhere, and why; the rest stand in `src/lib/mail/audience/table.ts`. */
const nobodyElse: Record<string, string> = {
	'what somebody says or keeps for themselves, and can change':
		'topics/propose topics/support topics/withdrawSupport topics/offerTalk topics/withdrawOffer cycle/answerPoll gatherings/evaluate ' +
		'gatherings/sayNeeds gatherings/openFeed gatherings/revokeFeed gatherings/giveMaterial mail/setUnsubscribed mail/setOwnDuty plan/followMeasure',
	'a list that those who run the year or the day keep, and look at':
		'cycle/saveSchoolYear cycle/changeSeries cycle/endSeries cycle/resumeSeries handover/endForum cycle/tieObligation cycle/writeLessons cycle/addEntry cycle/cancelEntry cycle/changeEntry ' +
		'gatherings/setCost gatherings/editWalkIn gatherings/undoCheckIn gatherings/enterPast gatherings/tieTopic gatherings/tick ' +
		'gatherings/addTask gatherings/editTask gatherings/removeTask gatherings/keepIdea gatherings/dropIdea gatherings/addMaterial gatherings/removeMaterial topics/setHalfLife',
	'the outbox itself':
		'mail/tryServerNow mail/release mail/undoRelease mail/cancel mail/retry mail/pause mail/resume mail/matchBounce mail/editBatch mail/resetBatch',
	'accounts and rights, which hold from the next page on':
		'people/setPasswordByLink people/changePassword people/setUp people/editNotice people/disablePerson people/enablePerson ' +
		'people/changeRoles people/beginSecondFactor people/confirmSecondFactor people/renewRecoveryCodes people/endSecondFactor ' +
		'people/removeSecondFactor people/proveSecondFactor people/removeByOperator people/connect people/endIssuerSessions',
	'the register of units, levels and roles':
		'people/addUnit people/renameUnit people/reportHeadcount people/addLevels people/editLevel people/moveLevel people/removeLevel ' +
		'people/editMunicipality people/fillRole',
	'a draft of the plan, a hearing or a report: what comes of it is adopted, published or sent':
		'plan/adopt plan/addElement plan/editElement plan/moveElement plan/removeElement plan/restoreElement plan/renumberDraft ' +
		'plan/createPlan plan/openRevision plan/updateMetadata plan/reportStatus plan/answerFollowUp plan/closeHearing plan/addRemark ' +
		'plan/withdrawRemark plan/finishAnswer plan/saveIndicator plan/addReading plan/removeReading plan/takeHarvest plan/addInput ' +
		'plan/assignInput plan/withdrawInput plan/decide plan/decideMany plan/decideSeen plan/linkInputs plan/unlinkInput plan/assignMany ' +
		'plan/takeFindings plan/addPreAnalysis plan/editPreAnalysis plan/editFinding plan/removeFinding plan/answerFinding plan/chooseStory plan/openPlanPage ' +
		'plan/startImport plan/correct plan/describeImport plan/discardImport ' +
		'plan/startReport plan/writePart plan/submitReport plan/shareReport plan/endShare plan/letPartnersRead plan/reportFile',
	'a draft of the summary: it is published and sent':
		'summaries/mendDraft summaries/addPicture summaries/describePicture summaries/removePicture summaries/finishAction ' +
		'summaries/reopenAction summaries/gatherPoints summaries/mergePoints summaries/describePoint summaries/markFirst ' +
		'summaries/startPlenary summaries/steerPlenary summaries/splitPoint summaries/undoMerge summaries/startDraft summaries/publish',
	'what is kept of people: it goes from the pages':
		'privacy/eraseAccount privacy/decideDisclosure privacy/mask privacy/purgeExpired privacy/takeOut'
};
/** What happens in a café is seen at once by everybody in the room, on boards, wall and phones. */
const isLive = (name: string) => name.startsWith('cafe/');
const excused = new Set(Object.values(nobodyElse).flatMap((names) => names.split(' ').filter(Boolean)));
const rows: [string, Happening][] = Object.entries(audience);

type Part = { path: string; name: string; isExported: boolean; calls: string[]; letters: Set<string>; writes: boolean };

const keyOf = (path: string, name: string) => `${path}#${name}`;
const nounOf = (path: string) => /^src\/lib\/(\w+)\//.exec(path)?.[1] ?? '';

/** All functions that stand on their own on the server, what each calls (through its imports), and which letters it writes. */
function partsIn(sources: Source[]): Map<string, Part> {
	const found = new Map<string, Part>();
	for (const source of sources.filter(({ path }) => /^src\/lib\/.*\.server\.ts$/.test(path))) {
		const names = new Map<string, string>();
		const spaces = new Map<string, string>();
		visit(syntaxOf(source), (node) => {
			if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return;
			const to = importsOf([{ path: source.path, text: node.getText() }])[0]?.to ?? '';
			const bound = node.importClause?.namedBindings;
			if (bound && ts.isNamespaceImport(bound)) spaces.set(bound.name.text, to);
			if (bound && ts.isNamedImports(bound))
				for (const one of bound.elements) names.set(one.name.text, keyOf(to, (one.propertyName ?? one.name).text));
		});
		for (const part of syntaxOf(source).statements) {
			if (!ts.isFunctionDeclaration(part) || !part.name) continue;
			const calls: string[] = [];
			const letters = new Set<string>();
			let writes = false;
			visit(part, (node) => {
				if (ts.isCallExpression(node)) {
					const { expression: called } = node;
					if (ts.isIdentifier(called)) {
						if (['command', 'inTransaction'].includes(called.text)) writes = true;
						calls.push(names.get(called.text) ?? keyOf(source.path, called.text));
					} else if (ts.isPropertyAccessExpression(called) && ts.isIdentifier(called.expression)) {
						const to = spaces.get(called.expression.text);
						if (to) calls.push(keyOf(to, called.name.text));
					}
				}
				for (const letter of lettersOf(node, part)) letters.add(letter);
			});
			const isExported = part.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
			found.set(keyOf(source.path, part.name.text), { path: source.path, name: part.name.text, isExported, calls, letters, writes });
		}
	}
	return found;
}

/** The kinds of letter of a document that is written out (`{ kind, id, version, title }`), its kind in place or in a constant. */
function lettersOf(node: ts.Node, within: ts.FunctionDeclaration): string[] {
	if (!ts.isObjectLiteralExpression(node)) return [];
	const named = (name: string) => node.properties.find((one) => one.name && ts.isIdentifier(one.name) && one.name.text === name);
	const kind = named('kind');
	if (!kind || !named('version') || !named('title')) return [];
	if (ts.isPropertyAssignment(kind)) return stringsIn(kind.initializer);
	const from: string[] = [];
	visit(within, (one) => {
		if (ts.isVariableDeclaration(one) && one.name.getText() === 'kind' && one.initializer) from.push(...stringsIn(one.initializer));
	});
	return from;
}

function stringsIn(node: ts.Node): string[] {
	const found: string[] = [];
	visit(node, (one) => void (ts.isStringLiteral(one) && found.push(one.text)));
	return found;
}

/** The commands of the nouns (`gatherings/invite`) with every letter that each may write, however far down. */
function commandsIn(sources: Source[]): Map<string, Set<string>> {
	const parts = partsIn(sources);
	const within = (part: Part): boolean =>
		part.writes ||
		part.calls.some((to) => {
			const next = parts.get(to);
			return next !== undefined && next !== part && next.path === part.path && !next.isExported && within(next);
		});
	const gather = (key: string, seen: Set<string>, letters: Set<string>) => {
		const part = parts.get(key);
		if (!part || seen.has(key)) return letters;
		seen.add(key);
		for (const letter of part.letters) letters.add(letter);
		for (const to of part.calls) gather(to, seen, letters);
		return letters;
	};
	const commands = [...parts].filter(([, part]) => part.isExported && [...nouns, 'mail'].includes(nounOf(part.path)) && within(part));
	return new Map(commands.map(([key, part]) => [`${nounOf(part.path)}/${part.name}`, gather(key, new Set(), new Set())]));
}

const file = (path: string, text: string): Source => ({ path, text });
/** A house of which only a part is there, as the planted ones are: what the table says of the rest is not held against it. */
const isWhole = (commands: Map<string, unknown>) => commands.has('gatherings/invite') && commands.has('people/editPerson');

export const audienceRules: Rule[] = [
	{
		title:
			'a command that changes what others see says in src/lib/mail/audience/table.ts who depends on it, and which letters it writes to whom',
		breaches: (sources) => {
			const commands = commandsIn(sources);
			return [...commands].flatMap(([name, letters]) => {
				const own = rows.filter(([, { by }]) => by.includes(name));
				if (own.length === 0 && !excused.has(name) && !isLive(name)) return [`${name} has no row`];
				const told = own.flatMap(([, row]) => row.told.map(({ letter }): string => letter));
				return [...letters]
					.filter((letter) => !told.includes(letter))
					.map((letter) => `${name} writes ${letter}, which its row does not say`);
			});
		},
		planted: [
			file('src/lib/gatherings/rooms.server.ts', 'export function changeRoom(db) { return command(db, async () => ({ ok: true })); }')
		]
	},
	{
		title: 'what src/lib/mail/audience/table.ts says is so: its commands are there, write the letters, and its pages exist',
		breaches: (sources) => {
			const commands = commandsIn(sources);
			const pages = new Set(sources.flatMap(({ path }) => /^src\/routes(\/.+)\/\+page@?\.svelte$/.exec(path)?.[1] ?? []));
			const all = isWhole(commands);
			return [
				...(all ? [...excused].filter((name) => !commands.has(name)).map((name) => `${name} is excused and is not there`) : []),
				...rows.flatMap(([event, { by, told, shown }]) => {
					const letters = new Set(by.flatMap((name) => [...(commands.get(name) ?? [])]));
					const unsaid = by.some((name) => commands.has(name)) ? told.filter(({ letter }) => !letters.has(letter)) : [];
					return [
						...(all ? by.filter((name) => !commands.has(name)).map((name) => `${event}: ${name} is no command`) : []),
						...(all ? shown.filter((page) => !pages.has(page)).map((page) => `${event}: ${page} is no page`) : []),
						...unsaid.map(({ letter }) => `${event}: nothing writes ${letter}`)
					];
				})
			];
		},
		planted: [file('src/lib/mail/release.server.ts', 'export function sendTrial(db) { return command(db, async () => ({ ok: true })); }')]
	}
];
