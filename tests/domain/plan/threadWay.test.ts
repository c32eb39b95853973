import { describe, expect, test } from 'vitest';
import { keyOf, stageOf, trueLinks, withDecisions, type Outcome, type Link, type ThreadNode } from '#lib/plan/thread/model.ts';

describe('the way a thread runs', () => {
	const node = (text: string): ThreadNode => {
		const [kind, id] = text.split(':') as [ThreadNode['kind'], string];
		return { kind, id };
	};
	const link = (from: string, to: string): Link => ({ from: node(from), to: node(to) });
	const numbers = { revisionOf: (id: string) => Number(id), numberOf: (id: string) => Number(id) };
	const links = [
		link('input:1', 'element:e'),
		link('input:3', 'element:e'),
		link('element:e', 'version:1'),
		link('element:e', 'version:2'),
		link('element:e', 'version:3')
	];
	const ends = (kept: Link[], side: 'from' | 'to') => kept.map((one) => keyOf(one[side])).toSorted();

	test('forward, is to versions from the revision on', () => {
		expect(ends(trueLinks(links, [node('input:3')], 'forward', numbers), 'to')).toEqual(['element:e', 'version:3']);
		expect(ends(trueLinks(links, [node('input:1')], 'forward', numbers), 'to')).toEqual([
			'element:e',
			'version:1',
			'version:2',
			'version:3'
		]);
	});

	test('back, is to inputs up to the version', () => {
		expect(ends(trueLinks(links, [node('version:2')], 'back', numbers), 'from')).toEqual(['element:e', 'input:1']);
		expect(ends(trueLinks(links, [node('element:e')], 'back', numbers), 'from')).toEqual(['input:1', 'input:3']);
	});

	test('by several ways, is as wide as the widest of them', () => {
		const both = [...links, link('note:n', 'input:3'), link('note:n', 'input:1')];
		expect(ends(trueLinks(both, [node('note:n')], 'forward', numbers), 'to')).toContain('version:1');
	});

	test('in a ring, ends', () => {
		expect(trueLinks([link('note:a', 'cluster:b'), link('cluster:b', 'note:a')], [node('note:a')], 'forward', numbers)).toHaveLength(2);
	});

	test('has the decision between the input and what came of it, and an undecided input without', () => {
		expect(withDecisions([link('forumPoint:p', 'input:1'), link('input:1', 'element:e')], new Set(['1']), ['1'])).toEqual([
			link('input:1', 'decision:1'),
			link('forumPoint:p', 'input:1'),
			link('decision:1', 'element:e')
		]);
		expect(withDecisions([link('forumPoint:p', 'input:1')], new Set(), ['1'])).toEqual([link('forumPoint:p', 'input:1')]);
	});

	test('is told by the furthest it came', () => {
		const nothing: Omit<Outcome, 'noteId' | 'stage'> = { points: [], forumPoints: [], inputs: [], measures: [] };
		const input = (outcome: 'in' | 'partly' | 'later' | 'no' | null) => ({ id: 'i', outcome, reason: '', isSettled: false });
		const point = { id: 'p', text: '', table: 1, isFirst: false };
		expect(stageOf(nothing)).toBe('onTable');
		expect(stageOf({ ...nothing, points: [point] })).toBe('inPoint');
		expect(stageOf({ ...nothing, points: [point], forumPoints: [point] })).toBe('inForum');
		expect(stageOf({ ...nothing, inputs: [input('no'), input(null)] })).toBe('inQueue');
		expect(stageOf({ ...nothing, inputs: [input('no'), input('later')] })).toBe('later');
		expect(stageOf({ ...nothing, inputs: [input('no')] })).toBe('notTaken');
		expect(stageOf({ ...nothing, inputs: [input('partly'), input(null)] })).toBe('inDraft');
	});
});
