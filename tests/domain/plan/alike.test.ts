import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { alikeInputs, type Asks } from '#lib/plan/inputs/alike.ts';
import { addInput } from '#lib/plan/inputs/commands.server.ts';
import { decideSeen, linkInputs } from '#lib/plan/inputs/decisions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';
import { apart, heldOut, same, type Pair } from '../summaries/samePoint.table.ts';

const asks = (text: string, more: Partial<Asks> = {}): Asks => ({ id: '', text, elementId: null, stance: null, suggested: null, ...more });
const words = (nn: string) => ({ nn, nb: '', unitId: null, deadline: null, costKr: null });
const isOne = (one: Asks, other: Asks) => alikeInputs([one, other]).length === 1;

test('of the labelled pairs, nine of ten that are gathered ask for the same, and four of five that do are gathered', () => {
	const gathered = ([one, other]: Pair) => isOne(asks(one), asks(other));
	const right = [...same, ...heldOut.same].filter(gathered).length;
	const wrong = [...apart, ...heldOut.apart].filter(gathered).length;
	expect(right / (right + wrong)).toBeGreaterThanOrEqual(0.9);
	expect(right / (same.length + heldOut.same.length)).toBeGreaterThanOrEqual(0.8);
});

test('rival amendments of a passage are never gathered, however alike their words are; the same one from two is', () => {
	const say = 'Skriv heller at alle skal ha ein kontaktperson';
	const amendment = (nn: string, elementId = 'a') => asks(say, { elementId, suggested: words(nn) });
	expect(isOne(amendment('Alle skal ha ein kontaktperson'), amendment('Alle kan få ein kontaktperson'))).toBe(false);
	expect(isOne(amendment('Alle skal ha ein kontaktperson'), asks(say, { elementId: 'a' }))).toBe(false);
	expect(isOne(amendment('Alle skal ha ein kontaktperson'), amendment('Alle skal ha ein kontaktperson', 'b'))).toBe(false);
	expect(isOne(amendment('Alle skal ha ein kontaktperson'), amendment('Alle skal ha ein kontaktperson'))).toBe(true);
	const rivals = ['skal', 'kan', 'bør'].map((verb) => amendment(`Alle ${verb} få ein kontaktperson`));
	const mixed = [...rivals, ...rivals.map((one) => ({ ...one, suggested: null }))];
	for (const group of alikeInputs(mixed)) expect(group.filter(({ suggested }) => suggested !== null)).toEqual([]);
});

test('what is said of two elements, or for and against one, is not gathered', () => {
	const text = 'Ta ut dette tiltaket';
	expect(isOne(asks(text, { elementId: 'a' }), asks(text, { elementId: 'b' }))).toBe(false);
	expect(isOne(asks(text, { elementId: 'a', stance: 'keep' }), asks(text, { elementId: 'a', stance: 'change' }))).toBe(false);
	expect(isOne(asks(text, { elementId: 'a' }), asks(text))).toBe(true);
});

test('a letter that was sent by many is one group at any length', () => {
	const letter = `Vi ber om fleire bustader. ${'Det hastar for dei som ventar. '.repeat(150)}`;
	const group = alikeInputs(Array.from({ length: 2_000 }, () => asks(letter)));
	expect(group.map(({ length }) => length)).toEqual([2_000]);
});

async function three(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const ids: string[] = [];
	for (const text of ['Fleire bustader', 'Fleire bustadar', 'Flere boliger']) {
		const added = await addInput(db, world.leader, { text, origin: 'hearing', originLabel: 'Nav', elementId: null }, now);
		if (!added.ok) throw new Error(added.reason);
		ids.push(added.inputId);
	}
	const told = async () => {
		const rows = await inputsOf(db, world.municipalityId, draft.versionId);
		return ids.map((id) => {
			const { outcome, reason } = rows.find((row) => row.id === id)!;
			return outcome && `${outcome}: ${reason}`;
		});
	};
	return { ...world, ...draft, ids, told };
}
const later = { outcome: 'later' as const, reason: 'Ved neste rullering.' };

onBothDatabases('inputs that are alike', (fresh) => {
	test('are decided one by one as they were confirmed, each from the answer to all or with its own', async () => {
		const db = await fresh();
		const { leader, ids, told } = await three(db);
		const answers = [
			{ inputId: ids[0]!, ...later },
			{ inputId: ids[2]!, outcome: 'no' as const, reason: 'Ikkje her.' }
		];
		expect(await decideSeen(db, leader, { shown: ids, answers, elementId: null }, now)).toEqual({ ok: true, count: 2 });
		expect(await told()).toEqual(['later: Ved neste rullering.', null, 'no: Ikkje her.']);
	});

	test('are never decided without having been shown: not by a link either that was made meanwhile', async () => {
		const db = await fresh();
		const { leader, ids, told } = await three(db);
		await linkInputs(db, leader, [ids[0]!, ids[1]!], now);
		const answers = [{ inputId: ids[0]!, ...later }];
		expect(await decideSeen(db, leader, { shown: [ids[0]!], answers, elementId: null }, now)).toEqual({
			ok: false,
			reason: 'conflictShown'
		});
		expect(await decideSeen(db, leader, { shown: [], answers, elementId: null }, now)).toEqual({ ok: false, reason: 'conflictShown' });
		expect(await told()).toEqual([null, null, null]);
		expect(await decideSeen(db, leader, { shown: ids, answers, elementId: null }, now)).toEqual({ ok: true, count: 2 });
	});

	test('are refused where nothing was confirmed, no reason given, no element covers them, and to staff', async () => {
		const db = await fresh();
		const { leader, staff, ids, told } = await three(db);
		const seen = { shown: ids, answers: [{ inputId: ids[0]!, ...later }], elementId: null };
		const reason = async (given: Partial<typeof seen>, actor = leader) => decideSeen(db, actor, { ...seen, ...given }, now);
		expect(await reason({ answers: [] })).toEqual({ ok: false, reason: 'empty' });
		expect(await reason({ answers: [{ inputId: ids[0]!, outcome: 'later', reason: '' }] })).toEqual({ ok: false, reason: 'missingReason' });
		const yes = [{ inputId: ids[0]!, outcome: 'in' as never, reason: '' }];
		expect(await reason({ answers: yes })).toEqual({ ok: false, reason: 'missingChange' });
		expect(await reason({}, staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await told()).toEqual([null, null, null]);
	});
});
