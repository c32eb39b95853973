import { expect, test } from 'vitest';
import { keyOf, type Link, type ThreadItem, type ThreadNode } from '#lib/plan/thread/model.ts';
import { nextSteps } from '#lib/plan/thread/next.ts';
import { stationsOf } from '#lib/plan/thread/path.ts';

const place = { table: 1, question: '', gatheringId: 'g', theme: 'Forum', month: '2016-03' };
const note = (id: string, votes = 0): ThreadItem => ({ kind: 'note', id, text: id, writtenBy: '', firstText: null, votes, ...place });
const harvestPoint = (id: string): ThreadItem => ({ kind: 'harvestPoint', id, text: id, ...place });
const forumPoint = (id: string, mergedIntoId: string | null = null): ThreadItem => ({
	kind: 'forumPoint',
	id,
	text: id,
	isFirst: false,
	mergedIntoId,
	gatheringId: 'g',
	theme: 'Forum',
	month: '2016-03'
});
const input: ThreadItem = {
	kind: 'input',
	id: 'i',
	text: 'i',
	origin: 'harvest',
	originLabel: '',
	at: '2016-04-01T10:00:00.000Z',
	withdrawnAt: null,
	revision: 2
};
const decision: ThreadItem = { kind: 'decision', id: 'i', outcome: 'in', reason: '', at: '2016-05-01T10:00:00.000Z', isSettled: true };
const element: ThreadItem = { kind: 'element', id: 'e', elementKind: 'measure', number: '1.1', nn: 'e', nb: 'e', isDraft: false };
const version = (number: number, adoptedDate: string): ThreadItem => ({
	kind: 'version',
	id: `v${number}`,
	number,
	adoptedDate,
	adoptedBy: null,
	caseNumber: null
});
const status = (id: string, at: string): ThreadItem => ({ kind: 'status', id, status: 'ongoing', at, why: null });
const summary: ThreadItem = { kind: 'summary', id: 's', text: 's', gatheringId: 'g', publishedAt: '2016-03-20T10:00:00.000Z' };

/** Two merges: six points of three tables became two of the forum, and those one; adopted, followed up. */
const items = [
	note('n1'),
	note('n2', 5),
	...['h1', 'h2', 'h3'].map(harvestPoint),
	...['a', 'b', 'c'].map((id) => forumPoint(id, id === 'c' ? 'ab2' : 'ab')),
	forumPoint('ab', 'ab2'),
	forumPoint('ab2'),
	summary,
	input,
	decision,
	element,
	version(1, '2012'),
	version(2, '2016-06-15'),
	version(3, '2019'),
	status('st1', '2017-01-10'),
	status('st2', '2018-01-10')
];
const to = (from: string, target: string): Link => {
	const node = (key: string) => ({ kind: key.split(':')[0], id: key.split(':')[1] }) as ThreadNode;
	return { from: node(from), to: node(target) };
};
const links = [
	to('note:n1', 'harvestPoint:h1'),
	to('note:n2', 'harvestPoint:h1'),
	...['a', 'b', 'c'].map((id, at) => to(`harvestPoint:h${at + 1}`, `forumPoint:${id}`)),
	...['a', 'b'].map((id) => to(`forumPoint:${id}`, 'forumPoint:ab')),
	...['ab', 'c'].map((id) => to(`forumPoint:${id}`, 'forumPoint:ab2')),
	to('forumPoint:ab2', 'summary:s'),
	to('forumPoint:ab2', 'input:i'),
	to('input:i', 'decision:i'),
	to('decision:i', 'element:e'),
	...[1, 2, 3].map((number) => to('element:e', `version:v${number}`)),
	...['st1', 'st2'].map((id) => to('element:e', `status:${id}`))
];
const pathFrom = (start: ThreadItem) => stationsOf({ start, nodes: [{ items }], links });
const mains = (start: ThreadItem) => pathFrom(start).map(({ main }) => main.id + (main.kind === 'decision' ? '!' : ''));

test('a thread is one path in the order of time, by what most voted for, and what was merged is folded under what it became', () => {
	const stations = pathFrom(element);
	expect(mains(element)).toEqual(['n2', 'h1', 'ab2', 's', 'i', 'i!', 'e', 'v2', 'st1', 'st2', 'v3']);
	const folded = Object.fromEntries(stations.map(({ main, folded: under }) => [keyOf(main), under.map(({ id }) => id).toSorted()]));
	expect(folded['forumPoint:ab2']).toEqual(['a', 'ab', 'b', 'c']);
	expect(folded['harvestPoint:h1']).toEqual(['h2', 'h3']);
	expect(folded['note:n2']).toEqual(['n1']);
	expect(folded['version:v3']).toEqual(['v1']);
});

test('everything on a thread is somewhere on it, once, wherever it begins; what it begins with is a station', () => {
	for (const start of items) {
		const all = pathFrom(start).flatMap(({ main, folded }) => [main, ...folded].map(keyOf));
		expect(all.toSorted()).toEqual(items.map(keyOf).toSorted());
		expect(pathFrom(start).map(({ main }) => keyOf(main))).toContain(keyOf(start));
	}
	expect(mains(forumPoint('a'))).toEqual(['n2', 'h1', 'a', 'ab2', 's', 'i', 'i!', 'e', 'v2', 'st1', 'st2', 'v3']);
});

test('from each station somebody is shown what they may do next, and nobody what they may not', () => {
	const steps = (item: ThreadItem, roles: ('staff' | 'leader')[], known = {}) =>
		nextSteps(item, { roles }, { openRevision: 2, wentOn: false, asked: new Set(), ...known }).map(({ step }) => step);
	expect(steps(input, ['leader'])).toEqual(['decide']);
	expect(steps(input, ['staff'])).toEqual([]);
	expect(steps(input, ['leader'], { wentOn: true })).toEqual([]);
	expect(steps(input, ['leader'], { openRevision: 3 })).toEqual([]);
	expect(steps({ ...input, withdrawnAt: '2016-04-02T10:00:00.000Z' }, ['leader'])).toEqual([]);
	expect(steps(decision, ['leader'])).toEqual([]);
	expect(steps({ ...decision, isSettled: false }, ['leader'])).toEqual(['changeDecision']);
	expect(steps(element, ['staff'])).toEqual(['openMeasure']);
	expect(steps(element, ['staff'], { asked: new Set(['e']) })).toEqual(['openMeasure', 'answerFollowUp']);
	expect(steps(element, ['leader'])).toEqual(['openMeasure', 'reportStatus']);
	expect(steps({ ...element, isDraft: true }, ['staff'])).toEqual([]);
	expect(steps({ ...element, isDraft: true }, ['leader'])).toEqual(['openDraft']);
	expect(steps(forumPoint('ab2'), ['leader'])).toEqual(['takeIn']);
	expect(steps(forumPoint('ab2'), ['leader'], { openRevision: null })).toEqual([]);
	expect(steps(version(2, '2016-06-15'), ['staff'])).toEqual(['readVersion']);
});
