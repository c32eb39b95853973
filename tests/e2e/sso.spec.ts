import { expect, type Page } from '@playwright/test';
import { test } from '../support/contexts.ts';
import { clientId, clientSecret, startIssuer, type Issuer } from '../support/issuer.ts';
import { looksRightOnAll } from '../support/looks.ts';
import { freePort, startServer, type RunningServer } from '../support/server.ts';
import { startSmtp } from '../support/smtp.ts';
import { visitor } from '../support/visitor.ts';

/* Single sign-on from the first time to the last, with a real issuer, mail server and browser. The issuer comes up after Samling. */
let server: RunningServer;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let issuer: Issuer | undefined;
let issuerPort: number;

test.beforeAll(async () => {
	smtp = await startSmtp();
	issuerPort = await freePort();
	server = await startServer({
		SAMLING_DEMO: '1',
		SMTP_URL: smtp.url,
		MAIL_FROM: 'samling@stord.example',
		OIDC_ISSUER: `http://127.0.0.1:${issuerPort}`,
		OIDC_CLIENT_ID: clientId,
		OIDC_CLIENT_SECRET: clientSecret,
		OIDC_NAME: 'Fellespålogging',
		OIDC_GROUPS: 'prosessleiarar=facilitator'
	});
});
test.afterAll(async () => {
	await server.stop();
	await issuer?.stop();
	await smtp.close();
});

const people = {
	tilsett: { email: 'tilsett@stord.example', email_verified: true, groups: ['prosessleiarar'] },
	ukjend: { email: 'ukjend@stord.example', email_verified: true },
	uviss: { email: 'vert@stord.example', email_verified: false }
};
const signInLink = (page: Page) => page.getByRole('link', { name: 'Logg inn med Fellespålogging' });

/** At the issuer, as `account`. */
async function atIssuer(page: Page, account: string) {
	await page.getByLabel('Konto').fill(account);
	await page.getByRole('button', { name: 'Inn' }).click();
}

test('signing in at an issuer: away, the first time by a mail, at once after it, and out again on both sides', async ({ browser }) => {
	const page = await (await browser.newContext({ locale: 'nn-NO', reducedMotion: 'reduce' })).newPage();
	await page.goto(`${server.origin}/plan`);
	await expect(page).toHaveURL(`${server.origin}/sign-in?to=%2Fplan`);
	await looksRightOnAll(page);

	// It does not answer: a sentence, and a password still does.
	await signInLink(page).click();
	await expect(page.getByText('Fellespålogging svarar ikkje no. Prøv igjen om litt.')).toBeVisible();
	const local = visitor(server);
	await local.signIn('vert@stord.example');

	issuer = await startIssuer(server.origin, people, { port: issuerPort });
	await page.goto(`${server.origin}/sign-in?to=/plan`);
	await signInLink(page).click();
	await atIssuer(page, 'tilsett');
	await expect(page.getByText('Vi har sendt deg ein e-post')).toBeVisible();
	await looksRightOnAll(page);
	await expect.poll(() => smtp.arrived.length).toBe(1);
	const [{ to, mail } = { to: [], mail: { text: '', subject: '' } }] = smtp.arrived;
	expect([to, mail.subject]).toEqual([['tilsett@stord.example'], 'Er dette Fellespålogging-kontoen din?']);
	const link = /http:\/\/localhost:\d+\/connect\/[\w-]{22}/.exec(mail.text ?? '')?.[0] ?? '';
	await page.goto(link);
	await expect(page.getByText('tilsett@stord.example')).toBeVisible();
	await looksRightOnAll(page);
	await page.getByRole('button', { name: 'Ja, det er meg' }).click();
	await expect(page.getByText('Kontoen er knytt til Samling')).toBeVisible();
	await page.goto(link);
	await expect(page.getByText('Lenkja gjeld ikkje lenger')).toBeVisible();

	// The issuer knows them still: straight in, to where they were going, and nowhere else.
	await page.goto(`${server.origin}/sign-in?to=/plan`);
	await signInLink(page).click();
	await expect(page).toHaveURL(`${server.origin}/plan`);
	await page.goto(`${server.origin}/sign-in/sso?to=//127.0.0.1:1/`);
	await expect(page).toHaveURL(`${server.origin}/tasks`);
	const cookies = await page.context().cookies(server.origin);
	expect(cookies.find(({ name }) => name === 'samling-sso')).toMatchObject({ httpOnly: true, sameSite: 'Lax' });

	// Out at the issuer is out here: it tells our server, by nobody's browser.
	await page.goto(`${issuer.origin}/session/end`);
	await page.getByRole('button', { name: /yes/i }).click();
	await expect
		.poll(async () => {
			await page.goto(`${server.origin}/me`);
			return page.url();
		})
		.toBe(`${server.origin}/sign-in?to=%2Fme`);
	const forged = (headers: Record<string, string>) =>
		fetch(`${server.origin}/sign-in/sso/logout`, { method: 'POST', body: new URLSearchParams({ logout_token: 'x.y.z' }), headers });
	expect([(await forged({})).status, (await forged({ origin: 'http://evil.example' })).status]).toEqual([400, 403]);

	// Out here asks whether there as well.
	await page.goto(`${server.origin}/sign-in?to=/plan`);
	await signInLink(page).click();
	await atIssuer(page, 'tilsett');
	await expect(page).toHaveURL(`${server.origin}/plan`);
	await page.getByRole('button', { name: 'Logg ut' }).click();
	await expect(page.getByText('Du er logga ut av Samling.')).toBeVisible();
	await looksRightOnAll(page);
	await page.getByRole('link', { name: 'Logg ut av Fellespålogging òg' }).click();
	await page.getByRole('button', { name: /yes/i }).click();
	await expect(page).toHaveURL(`${server.origin}/sign-in`);

	for (const [account, told] of [
		['ukjend', 'ikkje registrert i Samling'],
		['uviss', 'seier ikkje kva e-postadresse som er di'],
		['', 'Du vart ikkje logga inn']
	] as const) {
		await page.context().clearCookies();
		await page.goto(`${server.origin}/sign-in`);
		await signInLink(page).click();
		await atIssuer(page, account);
		await expect(page.getByText(told)).toBeVisible();
	}
	expect(smtp.arrived).toHaveLength(1);
	expect(server.said()).not.toContain(clientSecret);
});
