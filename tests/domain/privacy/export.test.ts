import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { personalData, exportOwnData } from '#lib/privacy/export.server.ts';
import { fileAt } from '#lib/privacy/exports.ts';
import { takeOut } from '#lib/privacy/takeOut.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { atTheTable } from '../../support/harvest.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

onBothDatabases('what is kept about oneself', (fresh) => {
	test('is all there in one place, without secrets and without what nobody can tie to them', async () => {
		const db = await fresh();
		const setting = await told(db);
		const { municipalityId, gatheringId, cafeTableId, notes } = setting;
		const writer = await setting.person('Skrivar Skogen', setting.units.nav, ['staff']);
		await atTheTable(db, setting.world, gatheringId, writer, cafeTableId);
		await db.updateTable('note').set({ writtenBy: writer.name }).where('id', '=', notes.phone).execute();
		await db
			.insertInto('account')
			.values({ personId: writer.id, municipalityId, passwordHash: '$argon2id$secret', createdAt: now })
			.execute();
		const own = { municipalityId, gatheringId, personId: writer.id, createdAt: now };
		await db
			.insertInto('invitation')
			.values({ id: 'i', ...own, tokenHash: 'secret-of-a-link', answer: 'accepted', answeredAt: now, needs: 'Nøtter' })
			.execute();
		const recipient = { personId: writer.id, name: writer.name, email: 'skrivar@stord.example' };
		const letter = {
			recipient,
			locale: 'nn' as const,
			subject: 'Oppsummering',
			text: 'Hei',
			html: '<p>Hei</p>',
			unsubscribeUrl: 'https://x/secret'
		};
		await enqueue(db, municipalityId, { kind: 'summary', id: 's', version: 1, title: 'Oppsummering' }, [letter], now);

		const data = (await personalData(db, municipalityId, writer.id))!;
		expect(data.person).toMatchObject({ name: 'Skrivar Skogen', unitNn: 'Nav Stord' });
		expect(data.roles).toMatchObject([{ role: 'staff', revokedAt: null }]);
		expect(data.invitations).toMatchObject([{ answer: 'accepted', needs: 'Nøtter' }]);
		expect(data.attended).toMatchObject([{ name: 'Skrivar Skogen' }]);
		expect(data.cafes).toMatchObject([{ notes: [{ text: 'Eitt nummer', firstText: null }] }]);
		expect(data.letters).toMatchObject([{ subject: 'Oppsummering', text: 'Hei', recipientEmail: 'skrivar@stord.example' }]);
		expect(JSON.stringify(data)).not.toMatch(/secret|argon2/);

		// Without their name on it, it is nobody's.
		await db.updateTable('note').set({ writtenBy: 'Nav Stord' }).where('id', '=', notes.phone).execute();
		expect((await personalData(db, municipalityId, writer.id))!.cafes.flatMap((cafe) => cafe.notes)).toEqual([]);
	});

	test('is taken out by oneself, or by an administrator who says why, and the log says so', async () => {
		const db = await fresh();
		const { leader, stranger, staff, person } = await told(db);
		const administrator = await person('Admin Austevoll', null, ['administrator']);
		const dataOf = (id: string) => fileAt(`/people/${id}/data`)!;
		const why = { reason: 'request' as const, note: 'Sak 18/77' };
		expect(await takeOut(db, staff, dataOf(leader.id), why, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await takeOut(db, stranger, dataOf(staff.id), why, now)).toEqual({ ok: false, reason: 'notFound' });
		await exportOwnData(db, staff, now);
		expect(await takeOut(db, administrator, dataOf(staff.id), why, now)).toEqual({ ok: true });
		const log = await db
			.selectFrom('audit')
			.select(['actorId', 'subjectId', 'detail', 'note'])
			.where('verb', '=', 'person.export')
			.orderBy('seq')
			.execute();
		expect(log).toEqual([
			{ actorId: staff.id, subjectId: staff.id, detail: null, note: null },
			{ actorId: administrator.id, subjectId: staff.id, detail: '{"reason":"request"}', note: 'Sak 18/77' }
		]);
	});
});

/** Where a table points at a person who did something in office: the log tells it to them. */
const office = [
	'cafe.pending_by checklist_item.done_by date_poll.created_by decision.decided_by disclosure.decided_by entered_note.entered_by follow_up.asked_by',
	'forum_point.done_by gathering.created_by hearing.opened_by mail.released_by mail_edit.edited_by mail_pause.paused_by picture.added_by plan_import.started_by plan_page.changed_by plan_version.entered_by',
	'programme_revision.changed_by public_hearing.opened_by',
	'public_remark.reviewed_by report.created_by report.submitted_by report_link.created_by report_words.changed_by series_idea.kept_by status_report.reported_by story_choice.changed_by summary.published_by topic_answer.answered_by unit_headcount.entered_by'
];
/** Secrets of links and codes, which are no use to anybody but who holds them; and a phone that waits at the door for a moment. */
const links = [
	'follow_up_link.person_id identity_link.person_id mail_stop_link.person_id password_link.person_id personal_code.person_id recovery_code.person_id second_factor.person_id waiting_phone.person_id'
];
const shown = [
	'account.person_id attendance.person_id calendar_feed.owner_id date_poll_member.person_id follow_up_measure.person_id',
	'gathering_partner.person_id host_request.person_id identity.person_id invitation.person_id mail.recipient_person_id mail_stop.person_id mail_yes.person_id measure_follower.person_id measure_told.person_id participant.person_id position.person_id',
	'role_grant.person_id session.person_id summary_reader.person_id topic.proposed_by topic_offer.person_id topic_support.person_id'
];

test('a new table that points at a person is looked at here before it is forgotten in what they are shown', async () => {
	const db = await freshSqlite();
	const { rows } = await sql<{ at: string }>`
		select m.name || '.' || f."from" as at from sqlite_master m join pragma_foreign_key_list(m.name) f
		where m.type = 'table' and f."table" = 'person' order by 1`.execute(db);
	const known = [...office, ...links, ...shown].flatMap((line) => line.split(' '));
	expect(rows.map(({ at }) => at)).toEqual(known.toSorted());
});
