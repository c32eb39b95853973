import { describe, expect, test } from 'vitest';
import { addSeries } from '#lib/cycle/series/commands.server.ts';
import { ledger, mustWarn, obligationState } from '#lib/cycle/series/obligation.ts';
import { runHourlyJobs } from '../../../src/scheduler.server.ts';
import { openTasks } from '#lib/gatherings/checklist/queries.server.ts';
import { holidaysOf } from '#lib/cycle/dates/holidays.ts';
import { warnStewards } from '#lib/gatherings/checklist/obligationWarnings.server.ts';
import { weeklyDigest } from '#lib/gatherings/checklist/digest.server.ts';
import { isFor } from '#lib/gatherings/checklist/model.ts';
import { fillRole } from '#lib/people/units/positions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, mails, post } from '../../support/gatherings.ts';
import { aMunicipality, now } from '../../support/world.ts';

describe('Whose a task is', () => {
	const today = '2018-01-15';
	const person = (id: string, unitId: string | null, roles: string[] = ['staff']) => ({ id, unitId, roles: roles as never });
	const held = (personId: string, kind: 'leader' | 'other', roleNn: string, validTo: string | null = null) => ({
		personId,
		unitId: 'nav',
		kind,
		roleNn,
		validFrom: '2017-01-01',
		validTo
	});
	const task = { ownerUnitId: 'nav', ownerRoleNn: 'forumansvarleg' };
	const positions = [held('boss', 'leader', 'einingsleiar'), held('expert', 'other', 'Forumansvarleg')];

	test('whoever fills the role in the unit', () => {
		expect(isFor(task, person('expert', 'nav'), positions, today)).toBe(true);
		expect(isFor(task, person('boss', 'nav'), positions, today)).toBe(false);
	});
	test('the leader of the unit when nobody fills it any more', () => {
		const left = [positions[0]!, held('expert', 'other', 'Forumansvarleg', '2018-01-14')];
		expect(isFor(task, person('boss', 'nav'), left, today)).toBe(true);
		expect(isFor(task, person('expert', 'nav'), left, today)).toBe(false);
	});
	test('those who may lead forums in a unit that nobody leads', () => {
		expect(isFor(task, person('a', 'nav', ['leader']), [], today)).toBe(true);
		expect(isFor(task, person('a', 'heime', ['leader']), [], today)).toBe(false);
		expect(isFor(task, person('a', 'nav'), [], today)).toBe(false);
	});
	test('the facilitators where the role is theirs, and all who may lead where no unit owns it', () => {
		const facilitating = { ownerUnitId: 'nav', ownerRoleNn: 'prosessleiar' };
		expect(isFor(facilitating, person('f', null, ['facilitator']), positions, today)).toBe(true);
		expect(isFor(facilitating, person('boss', 'nav'), positions, today)).toBe(false);
		expect(isFor({ ownerUnitId: null, ownerRoleNn: '' }, person('l', null, ['leader']), positions, today)).toBe(true);
	});
});

describe('The ledger of an obligation', () => {
	const obligation = { validFrom: '2016-01-01', validTo: null, minPerYear: 1 };
	test('says of each year gone by whether it was kept, the newest first', () => {
		expect(ledger(obligation, [{ year: 2016, held: 2 }], '2018-01-15')).toEqual([
			{ year: 2017, held: 0, kept: false },
			{ year: 2016, held: 2, kept: true }
		]);
	});
	test('warns from fourteen weeks before the fixed week, also in the year before; without one from eight before the last invitation', () => {
		const forum = {
			obligation: { minPerYear: 2 },
			year: 2019,
			held: 0,
			planned: [],
			inviteWeeks: 6,
			holidays: holidaysOf(2019),
			breaks: []
		};
		const stands = (today: string, other: object = {}) => obligationState({ ...forum, preferredWeeks: [11, 42], today, ...other });
		expect(stands('2018-12-01')).toMatchObject({ state: 'notYetDue', fixedWeek: 11, warnFrom: '2018-12-03' });
		expect(mustWarn(stands('2018-12-02'), '2018-12-02')).toBe(false);
		expect(mustWarn(stands('2018-12-03'), '2018-12-03')).toBe(true);
		const spring = { planned: [{ date: '2019-03-13', state: 'planned' }] };
		expect(stands('2019-01-02', spring)).toMatchObject({ state: 'atRisk', fixedWeek: 42, warnFrom: '2019-07-08' });
		expect(stands('2019-01-02', { preferredWeeks: [] })).toMatchObject({ fixedWeek: null, warnFrom: '2019-09-16' });
		expect(mustWarn(stands('2019-09-20', { held: 2 }), '2019-09-20')).toBe(false);
	});
});

onBothDatabases('the weekly letter', (fresh) => {
	test('is one a person and week, with everything that is late or due within two weeks', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		const tasks = await openTasks(db, world.municipalityId, '2018-01-15');
		expect(tasks.length).toBeGreaterThan(3);
		const soon = '2018-02-20T08:00:00.000Z';
		expect((await weeklyDigest(db, world.municipalityId, post, soon)).count).toBeGreaterThan(0);
		const sent = await mails(db);
		expect(new Set(sent.map((mail) => mail.recipientEmail)).size).toBe(sent.length);
		expect(sent[0]).toMatchObject({ kind: 'taskDigest', state: 'held' });
		expect(sent[0]!.text).toContain('https://samling.example.no/tasks');
		expect(await weeklyDigest(db, world.municipalityId, post, '2018-02-22T08:00:00.000Z')).toMatchObject({ count: 0 });
		expect(await weeklyDigest(db, world.stranger.municipalityId, post, soon)).toMatchObject({ count: 0 });
	});

	test('does not go to those whom nothing waits for', async () => {
		const db = await fresh();
		const { world } = await aGathering(db);
		await weeklyDigest(db, world.municipalityId, post, '2018-02-20T08:00:00.000Z');
		expect((await mails(db)).map((mail) => mail.recipientPersonId)).not.toContain(world.staff.id);
	});
});

onBothDatabases('an obligation at risk', (fresh) => {
	test('is told to the steward by mail before it is too late, once a year', async () => {
		const db = await fresh();
		const { municipalityId, units, leader, staff } = await aMunicipality(db);
		await fillRole(
			db,
			leader,
			{ unitId: units.nav, personId: staff.id, kind: 'leader', roleNn: 'einingsleiar', roleNb: '', from: '2018-01-01' },
			now
		);
		const made = await addSeries(
			db,
			leader,
			{
				nameNn: 'Forum',
				nameNb: 'Forum',
				minPerYear: 1,
				maxPerYear: 2,
				preferredWeeks: [11],
				preferredWeekday: 3,
				startTime: '09:00',
				endTime: '15:00',
				inviteWeeks: 6,
				legalBasis: 'lova § 5',
				aboutNn: null,
				aboutNb: null,
				steward: { unitId: units.nav, roleNn: 'forumansvarleg', roleNb: 'forumansvarlig', from: '2018-01-01', note: null },
				measure: { labelNn: 'Tiltak 3.1', labelNb: 'Tiltak 3.1', validFrom: '2018-01-01' }
			},
			now
		);
		expect(made).toMatchObject({ ok: true });
		await runHourlyJobs(db, post, now);
		expect(await mails(db)).toMatchObject([{ kind: 'obligationWarning', recipientPersonId: staff.id, state: 'held' }]);
		const [letter] = await mails(db);
		expect(letter!.text).toContain('veke 11');
		expect(letter!.text).toContain(`/gatherings/new?series=${made.ok && made.seriesId}&year=2018`);
		expect(await warnStewards(db, municipalityId, post, '2018-11-01T08:00:00.000Z')).toBe(0);
		expect(await warnStewards(db, municipalityId, post, '2018-12-10T08:00:00.000Z')).toBe(1);
	});
});
