import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changes, comparedFields } from '#lib/plan/document/diff.ts';
import { wordChanges } from '#lib/wordChanges.ts';
import { differences } from '#lib/plan/document/diffText.ts';
import { inDocumentOrder, measureFields, nothingMore, type Element, type MeasureFields } from '#lib/plan/document/model.ts';

describe('comparing two versions', () => {
	const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
	const nothing = Object.fromEntries(measureFields.map((field) => [field, fc.constant(null)])) as Record<
		keyof MeasureFields,
		fc.Arbitrary<null>
	>;
	const element = fc.record({
		elementId: id,
		kind: fc.constantFrom('goal' as const, 'subGoal' as const, 'measure' as const),
		parentId: fc.constant(null),
		position: fc.integer({ min: 0, max: 20 }),
		number: fc.constant('1'),
		nn: fc.constantFrom('ein', 'to', 'tre'),
		nb: fc.constantFrom('en', 'to', 'tre'),
		...nothing,
		unitId: fc.constantFrom(null, 'nav'),
		roleNn: fc.constantFrom(null, 'leiar'),
		deadline: fc.constantFrom(null, '2018-12-31'),
		seriesId: fc.constantFrom(null, 'forum'),
		costKr: fc.constantFrom(null, 0, 120_000),
		edition: fc.integer({ min: 1, max: 9 })
	});
	const version = fc.uniqueArray(element, { selector: (made) => made.elementId });

	test('of one version with itself tells nothing', () => {
		fc.assert(fc.property(version, (one) => void expect(changes(one, structuredClone(one))).toEqual([])));
	});

	test('what is told takes the one to the other', () => {
		fc.assert(
			fc.property(version, version, (previous, next) => {
				const told = changes(previous, next);
				const rebuilt = new Map<string, Element>(previous.map((one) => [one.elementId, one]));
				for (const change of told) {
					if (change.what === 'removed') rebuilt.delete(change.elementId);
					else rebuilt.set(change.elementId, change.next);
				}
				const content = (elements: Iterable<Element>) =>
					[...elements]
						.map((one) => ({ id: one.elementId, ...Object.fromEntries(comparedFields.map((field) => [field, one[field]])) }))
						.toSorted((a, b) => (a.id < b.id ? -1 : 1));
				expect(content(rebuilt.values())).toEqual(content(next));
			})
		);
	});

	test('what is not told as moved, added or removed keeps its order', () => {
		fc.assert(
			fc.property(version, version, (previous, next) => {
				const moved = new Set(
					changes(previous, next).flatMap((change) => (change.what !== 'changed' || change.moved ? change.elementId : []))
				);
				const order = (elements: Element[]) =>
					inDocumentOrder(elements)
						.map((one) => one.elementId)
						.filter((one) => !moved.has(one));
				const [before, after] = [order(previous), order(next)];
				expect(after).toEqual(before.filter((one) => after.includes(one)));
			})
		);
	});

	test('backwards, what was added is removed, and the same is changed', () => {
		fc.assert(
			fc.property(version, version, (previous, next) => {
				const of = (told: ReturnType<typeof changes>, what: string) =>
					told
						.filter((change) => change.what === what)
						.map((change) => change.elementId)
						.toSorted();
				expect(of(changes(previous, next), 'added')).toEqual(of(changes(next, previous), 'removed'));
				const worded = (told: ReturnType<typeof changes>) =>
					told
						.filter((change) => change.what === 'changed' && change.fields.length > 0)
						.map((change) => change.elementId)
						.toSorted();
				expect(worded(changes(previous, next))).toEqual(worded(changes(next, previous)));
			})
		);
	});

	const made = (elementId: string, position: number, more: Partial<Element> = {}): Element => ({
		elementId,
		kind: 'goal',
		parentId: null,
		position,
		number: elementId,
		nn: elementId,
		nb: elementId,
		...nothingMore,
		edition: 1,
		...more
	});

	test('one that goes from last to first is the one that moved', () => {
		const previous = ['a', 'b', 'c', 'd'].map((one, place) => made(one, place));
		const next = ['d', 'a', 'b', 'c'].map((one, place) => made(one, place));
		expect(changes(previous, next)).toMatchObject([{ what: 'changed', elementId: 'd', moved: true, fields: [] }]);
	});

	test('one that comes under another goal moved; an edition alone is no change', () => {
		const goals = [made('g', 1), made('h', 2)];
		const previous = [...goals, made('m', 1, { kind: 'measure', parentId: 'g' })];
		expect(changes(previous, [...goals, made('m', 1, { kind: 'measure', parentId: 'h', edition: 4 })])).toMatchObject([
			{ elementId: 'm', moved: true, fields: [] }
		]);
		expect(changes(previous, [...goals, made('m', 1, { kind: 'measure', parentId: 'g', edition: 4 })])).toEqual([]);
	});

	test('a removed element is told where it stood', () => {
		const previous = ['a', 'b', 'c'].map((one, place) => made(one, place));
		const next = [made('a', 1, { nn: 'ny' }), made('c', 2, { nn: 'ny' })];
		expect(changes(previous, next).map((change) => change.elementId)).toEqual(['a', 'b', 'c']);
	});
});

describe('a difference as it is shown', () => {
	const measure: Element = {
		elementId: 'm',
		kind: 'measure',
		parentId: 'g',
		position: 1,
		number: '3.1',
		nn: 'Halde forum',
		nb: 'Holde forum',
		...nothingMore,
		unitId: 'a',
		edition: 1
	};
	const names = {
		units: [
			{ id: 'a', nn: 'Tildelingskontoret', nb: 'Tildelingskontoret' },
			{ id: 'b', nn: 'Bustadkontoret', nb: 'Boligkontoret' }
		],
		series: [],
		indicators: [{ id: 'i', nn: 'Bustadlause', nb: 'Bostedsløse' }]
	};
	const shown = (next: Partial<Element>, locale: 'nn' | 'nb' | 'en' = 'nn') =>
		differences(changes([measure], [{ ...measure, ...next }]), locale, names)[0];

	test('names units in the reader’s language', () => {
		expect(shown({ unitId: 'b' }, 'nb')?.fields).toEqual([
			{
				field: 'unitId',
				lang: undefined,
				words: [
					{ kind: 'del', text: 'Tildelingskontoret' },
					{ kind: 'ins', text: 'Boligkontoret' }
				]
			}
		]);
	});

	test('says what a measure costs and what shall be different in words', () => {
		expect(shown({ costKr: 120_000, indicatorId: 'i', aimNn: 'Ingen skal sove ute' })?.fields).toEqual([
			{ field: 'aimNn', lang: undefined, words: [{ kind: 'ins', text: 'Ingen skal sove ute' }] },
			{ field: 'costKr', lang: undefined, words: [{ kind: 'ins', text: '120\u00a0000 kr' }] },
			{ field: 'indicatorId', lang: undefined, words: [{ kind: 'ins', text: 'Bustadlause' }] }
		]);
		expect(shown({ costKr: 0 })?.fields[0]?.words).toEqual([{ kind: 'ins', text: 'Innanfor gjeldande budsjett' }]);
	});

	test('marks the language of words that are not the reader’s', () => {
		expect(shown({ nn: 'Halde to forum' }, 'nb')?.fields).toMatchObject([{ field: 'nn', lang: 'nn' }]);
		expect(shown({ nb: 'Holde to forum' }, 'en')).toMatchObject({ lang: 'nb', fields: [{ field: 'nb', lang: 'nb' }] });
	});

	test('warns when the words changed in one written form and the other stayed', () => {
		expect(shown({ nn: 'Halde to forum' })?.onlyIn).toBe('nn');
		expect(shown({ nb: 'Holde to forum' })?.onlyIn).toBe('nb');
		expect(shown({ nn: 'Halde to forum', nb: 'Holde to forum' })?.onlyIn).toBeNull();
		expect(shown({ nn: 'Halde to forum', nb: '' })?.onlyIn).toBeNull();
		expect(shown({ unitId: 'b' })?.onlyIn).toBeNull();
	});
});

describe('the difference in words', () => {
	const of = (told: ReturnType<typeof wordChanges>, ...kinds: string[]) =>
		told
			.filter((part) => kinds.includes(part.kind))
			.map((part) => part.text)
			.join('');

	test('holds both texts whole', () => {
		const sentence = fc
			.array(fc.constantFrom('forum', 'årleg', 'kvart', 'år', ' ', ', ', '.', '\n', '🙂'), { maxLength: 12 })
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.oneof(sentence, fc.string()), fc.oneof(sentence, fc.string()), (previous, next) => {
				const told = wordChanges(previous, next);
				expect(of(told, 'same', 'del')).toBe(previous);
				expect(of(told, 'same', 'ins')).toBe(next);
			})
		);
	});

	test('is of words, not of letters', () => {
		expect(wordChanges('forum 1–2 gonger i året', 'forum kvart år')).toContainEqual({ kind: 'same', text: 'forum ' });
		expect(wordChanges('vurdere bustadkontor', 'opprette bustadkontor')).toEqual([
			{ kind: 'del', text: 'vurdere' },
			{ kind: 'ins', text: 'opprette' },
			{ kind: 'same', text: ' bustadkontor' }
		]);
	});

	test('of two very long texts is old and new, at once', () => {
		const long = 'ord '.repeat(25_000);
		expect(wordChanges(long, `${long}til`).map((part) => part.kind)).toEqual(['del', 'ins']);
	});
});
