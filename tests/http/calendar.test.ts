import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startServer, type RunningServer } from '../support/server.ts';
import { startSmtp, type Arrived } from '../support/smtp.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';

let smtp: Awaited<ReturnType<typeof startSmtp>>;
let server: RunningServer;
beforeAll(async () => {
	smtp = await startSmtp();
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now, SMTP_URL: smtp.url, MAIL_FROM: 'samling@stord.example' });
});
afterAll(async () => {
	await server?.stop();
	await smtp?.close();
});

/** The calendar's entry in a mail, read strictly, and the method that the mail itself names. */
function entryIn({ mail, raw }: Arrived) {
	const part = mail.attachments.find(({ contentType }) => contentType === 'text/calendar')!;
	const calendar = new ICAL.Component(ICAL.parse(part.content.toString('utf8')));
	const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent')!);
	return {
		uid: event.uid,
		sequence: event.sequence,
		start: event.startDate.toString(),
		status: calendar.getFirstSubcomponent('vevent')!.getFirstPropertyValue('status'),
		method: calendar.getFirstPropertyValue('method'),
		inMail: /text\/calendar;[^]*?method="?(\w+)/i.exec(raw)?.[1]
	};
}

test('a gathering that is moved moves the same entry in the calendar of whoever is invited, and one that is called off takes it out', async () => {
	const leader = visitor(server);
	await leader.signIn('leiar@stord.example');
	const details = { startTime: '09:00', theme: 'Startlån', room: 'Salen' };
	const planned = await leader.post('/gatherings/new', { ...details, date: 'own', ownDate: '2018-03-14', recipe: 'talksCafe' });
	expect(planned.status).toBe(303);
	const here = planned.location!;
	const id = here.split('/').at(-1)!;
	const list = (await leader.get(`${here}/invitations`)).text;
	const personId = /name="personIds\[\]" value="(\w+)"/.exec(list)![1]!;
	expect((await leader.post(`${here}/invitations?/invite`, { 'personIds[]': personId })).text).toContain('1 invitasjon');
	const released = async (batch: string) => {
		const before = smtp.arrived.length;
		expect((await leader.post(`/outbox?/release&batch=${batch}`, { batch, when: 'now' })).status).toBe(200);
		await vi.waitFor(() => expect(smtp.arrived).toHaveLength(before + 1), { timeout: 10_000 });
		return entryIn(smtp.arrived.at(-1)!);
	};
	const first = await released(`invitation-${id}-0`);
	expect(first).toMatchObject({ sequence: 0, start: '2018-03-14T09:00:00', method: 'REQUEST', inMail: 'REQUEST', status: 'CONFIRMED' });

	expect((await leader.post(`${here}?/details`, { ...details, date: '2018-03-21' })).status).toBe(303);
	expect((await leader.post(`${here}?/tellNews`)).status).toBe(303);
	const moved = await released(`change-${id}-1`);
	expect(moved).toMatchObject({ uid: first.uid, sequence: 1, start: '2018-03-21T09:00:00', method: 'REQUEST', inMail: 'REQUEST' });

	expect((await leader.post(`${here}?/cancel`)).status).toBe(303);
	const gone = await released(`cancellation-${id}-2`);
	expect(gone).toMatchObject({ uid: first.uid, sequence: 2, method: 'CANCEL', inMail: 'CANCEL', status: 'CANCELLED' });
});

test('the address of a calendar to subscribe to is written down nowhere by the server', async () => {
	const leader = visitor(server);
	await leader.signIn('leiar@stord.example');
	const subjectId = /name="kind" value="municipality"[\s\S]*?name="subjectId" value="(\w+)"/.exec(
		(await leader.get('/calendar')).text
	)![1]!;
	const opened = await leader.send('/calendar?/open', { kind: 'municipality', subjectId });
	const token = /\/calendar\/([\w-]{22})\.ics/.exec(opened.text)?.[1];
	expect(token).toBeDefined();
	for (const address of [`/calendar/${token}.ics`, `/calendar/${token}.ics?x=%E0%A4%A`]) await leader.get(address);
	expect((await leader.get(`/calendar/${token}.ics`)).status).toBe(200);
	expect(server.said()).not.toContain(token);
});
