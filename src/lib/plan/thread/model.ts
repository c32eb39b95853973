import type { CivilDate } from '#lib/dates.ts';
import type { DecisionOutcome, ElementKind, InputOrigin, MeasureStatus } from '../model.ts';

/** What the red thread runs through, in the order of the story. A decision has the id of its input. */
export const nodeKinds = [
	'finding',
	'note',
	'cluster',
	'harvestPoint',
	'forumPoint',
	'summary',
	'input',
	'decision',
	'element',
	'version',
	'status',
	'indicator',
	'reading'
] as const;

export type NodeKind = (typeof nodeKinds)[number];

/** What a thread can be followed from. */
export const startKinds = ['note', 'cluster', 'harvestPoint', 'forumPoint', 'finding', 'input', 'element', 'version', 'indicator'] as const;

export type StartKind = (typeof startKinds)[number];
export type ThreadNode = { kind: NodeKind; id: string };
export type Link = { from: ThreadNode; to: ThreadNode };

/** Where at the forum something was said. */
export type Place = { table: number; question: string; gatheringId: string; theme: string; month: string | null };

export type ThreadItem =
	| ({ kind: 'note'; id: string; text: string; writtenBy: string; firstText: string | null; votes: number } & Place)
	| ({ kind: 'cluster'; id: string; text: string } & Place)
	| ({ kind: 'harvestPoint'; id: string; text: string } & Place)
	| {
			kind: 'forumPoint';
			id: string;
			text: string;
			isFirst: boolean;
			mergedIntoId: string | null;
			gatheringId: string;
			theme: string;
			month: string | null;
	  }
	| { kind: 'summary'; id: string; text: string; gatheringId: string; publishedAt: string | null }
	| { kind: 'finding'; id: string; text: string; title: string; year: number }
	| {
			kind: 'input';
			id: string;
			text: string;
			origin: InputOrigin;
			originLabel: string;
			at: string;
			withdrawnAt: string | null;
			revision: number;
	  }
	/** `isSettled`: the version it was made for is adopted, so that it stands. */
	| { kind: 'decision'; id: string; outcome: DecisionOutcome; reason: string; at: string; isSettled: boolean }
	/** As the newest adopted version says it; as the draft does when `isDraft` (no version has it yet). */
	| { kind: 'element'; id: string; elementKind: ElementKind; number: string; nn: string; nb: string; isDraft: boolean }
	/** What shows whether the measures on the thread make a difference. */
	| { kind: 'indicator'; id: string; nn: string; nb: string; level: 'individual' | 'system' | 'activity'; unit: string }
	/** How it went with a measure afterwards, from that day on; `why` it was stopped. */
	| { kind: 'status'; id: string; status: MeasureStatus; at: CivilDate; why: string | null }
	/** A number of an indicator as anybody may see it; `at` as its source gives it. */
	| { kind: 'reading'; id: string; nn: string; nb: string; unit: string; shown: string; at: string | null }
	| { kind: 'version'; id: string; number: number; adoptedDate: string | null; adoptedBy: string | null; caseNumber: string | null };

/** What belongs to the follow-up, which goes on after a version is frozen. */
export function isAfterwards({ kind }: Pick<ThreadNode, 'kind'>): boolean {
	return kind === 'status' || kind === 'reading';
}

export function keyOf(node: ThreadNode): string {
	return `${node.kind}:${node.id}`;
}

/**
 * The links that truly lead from `starts` forward, or back: an element lives through many versions, but what somebody asked for in
 * the revision of version 3 did not lead to version 2. `revisionOf` gives which version an input was asked of, in
 * the order of what they decided, `numberOf` which one a version is.
 */
export function trueLinks(
	links: readonly Link[],
	starts: readonly ThreadNode[],
	direction: 'forward' | 'back',
	{ revisionOf, numberOf }: { revisionOf: (inputId: string) => number | undefined; numberOf: (versionId: string) => number | undefined }
): Link[] {
	const near = direction === 'forward' ? 'from' : 'to';
	const far = direction === 'forward' ? 'to' : 'from';
	const byNear = Map.groupBy(links, (link) => keyOf(link[near]));
	/** Forward: the latest revision asked on the way here, at its smallest. Back: the earliest version on the way, at its largest. */
	const bound = new Map<string, number>();
	const isWider = (a: number, b: number) => (direction === 'forward' ? a < b : a > b);
	const boundAt = (node: ThreadNode, carried: number): number | undefined => {
		const own = node.kind === 'input' ? revisionOf(node.id) : node.kind === 'version' ? numberOf(node.id) : undefined;
		if (own === undefined) return carried;
		if (direction === 'forward') return node.kind === 'version' ? (own >= carried ? own : undefined) : Math.max(own, carried);
		return node.kind === 'input' ? (own <= carried ? own : undefined) : Math.min(own, carried);
	};
	const kept = new Set<Link>();
	const queue: ThreadNode[] = [];
	const reach = (node: ThreadNode, carried: number): boolean => {
		const at = boundAt(node, carried);
		if (at === undefined) return false;
		const known = bound.get(keyOf(node));
		if (known === undefined || isWider(at, known)) {
			bound.set(keyOf(node), at);
			queue.push(node);
		}
		return true;
	};
	for (const start of starts) reach(start, direction === 'forward' ? -Infinity : Infinity);
	for (let node = queue.shift(); node; node = queue.shift()) {
		for (const link of byNear.get(keyOf(node)) ?? []) if (reach(link[far], bound.get(keyOf(node))!)) kept.add(link);
	}
	return [...kept];
}

/** Puts the decision between an input and what came of it: input → decision → element, or → the same input in the next revision. */
export function withDecisions(links: readonly Link[], decided: ReadonlySet<string>, inputs: readonly string[]): Link[] {
	const told = new Map<string, Link>();
	const tell = (from: ThreadNode, to: ThreadNode) => told.set(`${keyOf(from)} ${keyOf(to)}`, { from, to });
	for (const id of inputs) if (decided.has(id)) tell({ kind: 'input', id }, { kind: 'decision', id });
	for (const { from, to } of links) tell(from.kind === 'input' && decided.has(from.id) ? { kind: 'decision', id: from.id } : from, to);
	return [...told.values()];
}

/** How far what somebody wrote has come, and what is known about it: the furthest of its ways. */
export type Stage =
	'onTable' | 'inPoint' | 'inForum' | 'inQueue' | 'notTaken' | 'later' | 'inDraft' | 'adopted' | 'underway' | 'done' | 'stopped';

export type Outcome = {
	noteId: string;
	stage: Stage;
	points: { id: string; text: string; table: number }[];
	/** The forum's points; of merged ones, what they became. */
	forumPoints: { id: string; text: string; isFirst: boolean }[];
	/** Each with its decision; one that came back after "later" is the newer one. */
	inputs: { id: string; outcome: DecisionOutcome | null; reason: string; isSettled: boolean }[];
	/** Only as adopted: a draft is not public. */
	measures: {
		id: string;
		number: string;
		nn: string;
		nb: string;
		adoptedDate: string | null;
		adoptedBy: string | null;
		caseNumber: string | null;
		version: number;
		/** What has become of it since; see `Afterwards`. */
		steps: Afterwards['steps'];
		reading: Afterwards['reading'];
	}[];
};

/** What became of a measure after it was adopted. */
export type Afterwards = {
	/** Its statuses, oldest first, each from the day it was first said; a reason only where it was stopped. */
	steps: { id: string; status: MeasureStatus; date: CivilDate; why: string | null }[];
	/** The latest dated number of what shows whether it makes a difference; null where there is none that may be shown. */
	reading: { id: string; nn: string; nb: string; unit: string; shown: string; at: string } | null;
};

/** The furthest that any way has led, from what is known of them. */
export function stageOf(became: Omit<Outcome, 'noteId' | 'stage'>): Stage {
	const outcomes = new Set(became.inputs.map((input) => input.outcome));
	if (became.measures.length > 0) return stageAfter(became.measures.map(({ steps }) => steps.at(-1)?.status));
	if (outcomes.has('in') || outcomes.has('partly')) return 'inDraft';
	if (outcomes.has(null)) return 'inQueue';
	if (outcomes.has('later')) return 'later';
	if (outcomes.has('no')) return 'notTaken';
	if (became.forumPoints.length > 0) return 'inForum';
	return became.points.length > 0 ? 'inPoint' : 'onTable';
}

/** Of measures in the plan: how far the furthest has come; stopped when all of them are. */
function stageAfter(statuses: readonly (MeasureStatus | undefined)[]): Stage {
	if (statuses.includes('done')) return 'done';
	if (statuses.includes('ongoing')) return 'underway';
	return statuses.every((status) => status === 'stopped') ? 'stopped' : 'adopted';
}
