import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { outboxOf } from '../support/letters.ts';
import { startServer, type RunningServer } from '../support/server.ts';
import { startSmtp } from '../support/smtp.ts';
import { visitor } from '../support/visitor.ts';
import { now } from '../support/world.ts';

let smtp: Awaited<ReturnType<typeof startSmtp>>;
let server: RunningServer;
let outbox: Awaited<ReturnType<typeof outboxOf>>;
beforeAll(async () => {
	smtp = await startSmtp();
	server = await startServer({ SAMLING_DEMO: '1', SAMLING_NOW: now, SMTP_URL: smtp.url, MAIL_FROM: 'samling@stord.example' });
	outbox = await outboxOf(server);
});
afterAll(async () => {
	await outbox?.close();
	await server?.stop();
	await smtp?.close();
});

const signedIn = async (email: string) => {
	const person = visitor(server);
	await person.signIn(email);
	return person;
};
const pathOf = (batch: string) => `/outbox?/release&batch=${batch}`;
const states = async (batch: string) => (await outbox.mailsIn(batch)).map((mail) => mail.state);

describe('The outbox page', () => {
	test('sends a batch when the leader presses the button, and only once', async () => {
		const batch = await outbox.twoLetters();
		const leader = await signedIn('leiar@stord.example');
		const before = smtp.arrived.length;
		expect((await leader.get(`/outbox?batch=${batch}`)).text).toContain('Send 2 e-postar om to minutt');
		expect(smtp.arrived).toHaveLength(before);

		const answer = await leader.post(pathOf(batch), { batch, when: 'now' });
		expect(answer.status).toBe(200);
		expect(answer.text).toContain('2 e-postar blir sende no');
		await vi.waitFor(() => expect(smtp.arrived).toHaveLength(before + 2), { timeout: 10_000 });
		const again = await leader.post(pathOf(batch), { batch });
		expect(again.status).toBe(409);
		expect(again.text).toContain('Ingen e-postar er klare til sending lenger');
		expect(await states(batch)).toEqual(['sent', 'sent']);
		expect(smtp.arrived).toHaveLength(before + 2);
		// Whoever answers reaches the one who has the forum, or who may lead.
		expect(smtp.arrived.at(-1)!.mail.replyTo?.value).toMatchObject([{ address: expect.stringMatching(/@stord\.example$/) }]);
	});

	test('sends in two minutes when nothing else is said, and that can be undone', async () => {
		const batch = await outbox.twoLetters();
		const leader = await signedIn('leiar@stord.example');
		const before = smtp.arrived.length;
		expect((await leader.post(pathOf(batch), { batch })).status).toBe(200);
		expect(await states(batch)).toEqual(['queued', 'queued']);
		expect((await leader.post(`/outbox?/undoRelease&batch=${batch}`, { batch })).status).toBe(200);
		expect(await states(batch)).toEqual(['held', 'held']);
		expect(smtp.arrived).toHaveLength(before);
	});

	test('shows the letter in a frame of its own whose links lead nowhere, and names as text', async () => {
		const batch = await outbox.twoLetters();
		const leader = await signedIn('leiar@stord.example');
		const [mail] = await outbox.mailsIn(batch);
		const { status, text } = await leader.get(`/outbox/${mail!.id}`);
		expect(status).toBe(200);
		expect(text).toContain('sandbox="allow-scripts"');
		expect(/srcdoc="([^"]*)"/.exec(text)![1]).not.toContain(' href=');
		expect(text).toContain('https://samling.example/invitation/abc');
		expect(text).not.toContain('<b>anna@stord.example</b>');
	});

	test('opens on the batch that waits for somebody', async () => {
		const batch = await outbox.twoLetters();
		const leader = await signedIn('leiar@stord.example');
		await leader.post(`/outbox?/cancel&batch=${batch}`, { batch });
		const { status, location } = await leader.get('/outbox');
		expect(status).toBe(303);
		expect(location).not.toContain(batch);
		expect((await leader.get('/outbox?batch=unknown')).status).toBe(303);
	});

	test.each(['tilsett@stord.example', 'fasilitator@stord.example', 'partnar@husbanken.example'])('is not there for %s', async (email) => {
		const batch = await outbox.twoLetters();
		const person = await signedIn(email);
		const [mail] = await outbox.mailsIn(batch);
		expect((await person.get('/outbox')).status).toBe(404);
		expect((await person.get(`/outbox/${mail!.id}`)).status).toBe(404);
		expect((await person.post(pathOf(batch), { batch })).status).toBe(404);
		expect(await states(batch)).toEqual(['held', 'held']);
	});

	test('asks who has not signed in to do so', async () => {
		const batch = await outbox.twoLetters();
		const stranger = visitor(server);
		expect((await stranger.get('/outbox')).location).toBe('/sign-in?to=%2Foutbox');
		expect((await stranger.post(pathOf(batch), { batch })).status).toBe(303);
		expect(await states(batch)).toEqual(['held', 'held']);
	});

	test('knows no letter that is not there, and takes no form without a batch', async () => {
		const leader = await signedIn('leiar@stord.example');
		expect((await leader.get('/outbox/nothing')).status).toBe(404);
		expect((await leader.post(pathOf(await outbox.twoLetters()), {})).status).toBe(400);
	});
});
