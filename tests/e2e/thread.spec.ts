import { expect, type Page } from '@playwright/test';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { newId } from '#lib/ids.ts';
import { link } from '#lib/lineage.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { test } from '../support/contexts.ts';
import { serve, type Served } from '../support/served.ts';
import { signedInAs } from '../support/tables.ts';
import { told } from '../support/thread.ts';
import { now } from '../support/world.ts';

let samling: Served;
let measure: string;
let sessions: Record<'leader' | 'staff', string>;

test.beforeAll(async () => {
	samling = await serve(async (db) => void ({ measure, sessions } = await followed(db)), { SAMLING_DEMO: '1', SAMLING_NOW: now });
});
test.afterAll(() => samling?.stop());

/** Two merges, one on top of the other, led to a measure that was adopted, begun and stopped. */
async function followed(db: Kysely<Database>) {
	const { leader, staff, municipalityId, gatheringId, pointIds, inputs, measure: id } = await told(db);
	const point = async (text: string) => {
		const forumPoint = { id: newId(), municipalityId, gatheringId, position: 9, text, starterRole: '', createdAt: now };
		await db.insertInto('forumPoint').values(forumPoint).execute();
		return { kind: 'forumPoint' as const, id: forumPoint.id };
	};
	const [first, second] = pointIds.map((pointId) => ({ kind: 'forumPoint' as const, id: pointId }));
	const third = await point('Eitt skjema og éin telefon for alle som treng ein stad å bu, same kven dei ringjer til fyrst');
	const merged = await point('Éin inngang for alle som spør om bustad');
	const again = await point('Éin inngang med eitt skjema, uansett kven som vert spurd fyrst, og svar innan tre vekes tid');
	await link(db, municipalityId, { from: [first!, second!], to: merged }, now);
	await link(db, municipalityId, { from: [merged, third], to: again }, now);
	await link(db, municipalityId, { from: again, to: { kind: 'input', id: inputs[0] } }, now);
	const taken = { outcome: 'in' as const, reason: 'Det treng vi.', internalRemark: null };
	for (const inputId of inputs) await decide(db, leader, inputId, { ...taken, change: { kind: 'existing', elementId: id } }, now);
	const today = now.slice(0, 10);
	await adopt(db, leader, { date: today, body: 'Stord kommunestyre', caseNumber: '18/12' }, now);
	for (const status of ['ongoing', 'stopped'] as const)
		await reportStatus(db, leader, { elementId: id, status, date: today, note: 'Det manglar pengar.' }, now);
	return { measure: id, sessions: { leader: await signedInAs(db, leader.id), staff: await signedInAs(db, staff.id) } };
}

/** Words of a picture that a line goes through, that stand outside it, or that stand on each other. */
async function troubles(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const picture = [...document.querySelectorAll<SVGSVGElement>('svg[role=img]')].find((one) => one.getBoundingClientRect().width > 0)!;
		const frame = picture.getBoundingClientRect();
		const boxes = [...picture.querySelectorAll('text')].map((text) => ({ said: text.textContent, box: text.getBoundingClientRect() }));
		const found: string[] = [];
		const drawn = [...picture.querySelectorAll('path')];
		if (boxes.length < 10 || drawn.length < 2) found.push(`only ${boxes.length} words and ${drawn.length} lines`);
		for (const line of drawn) {
			const toScreen = line.getScreenCTM()!;
			const half = (Number.parseFloat(getComputedStyle(line).strokeWidth) * toScreen.a) / 2;
			for (let at = 0; at <= line.getTotalLength(); at += 1) {
				const { x, y } = line.getPointAtLength(at).matrixTransform(toScreen);
				for (const { said, box } of boxes)
					if (x + half > box.left && x - half < box.right && y + half > box.top && y - half < box.bottom)
						found.push(`a line through «${said}»`);
			}
		}
		for (const [at, { said, box }] of boxes.entries()) {
			if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1) found.push(`«${said}» outside`);
			for (const other of boxes.slice(at + 1))
				if (box.left < other.box.right && other.box.left < box.right && box.top + 3 < other.box.bottom && other.box.top + 3 < box.bottom)
					found.push(`«${said}» on «${other.said}»`);
		}
		return [...new Set(found)];
	});
}

test('the picture of a thread with two merges is one path whose lines go through no word, and the list says the same and what to do next', async ({
	browser
}) => {
	for (const width of [390, 1280]) {
		const context = await browser.newContext({ viewport: { width, height: 900 } });
		await context.addCookies([{ name: 'samling', value: sessions.leader, url: samling.origin }]);
		const page = await context.newPage();
		await page.goto(`${samling.origin}/thread/element/${measure}`);
		expect(await troubles(page), `${width} px`).toEqual([]);
		if (process.env.SAMLING_LOOK) await page.screenshot({ path: `/tmp/thread-${width}.png`, fullPage: true });
		expect(await page.locator('svg[role=img]:visible path.path').count()).toBe(1);

		const list = page.getByRole('list', { name: 'Steg for steg' });
		await expect(list.locator('> li .kicker').first()).toContainText('Lapp');
		const kinds = (await list.locator('> li > .words > .kicker').allTextContents()).map((text) => text.split('·')[0]!.trim());
		expect(kinds).toEqual([
			...['Lapp', 'Klynge', 'Punkt frå bordet', 'Punkt frå forumet', 'Innspel til planen', 'Avgjerd', 'I planen', 'Vedteken versjon'],
			...['Status for tiltaket', 'Status for tiltaket']
		]);
		const point = list.getByRole('listitem').filter({ hasText: 'Éin inngang med eitt skjema' }).first();
		await point.getByText('4 andre gjekk inn her').click();
		await expect(point.getByRole('link', { name: 'Éin inngang for alle som spør om bustad' })).toBeVisible();
		await expect(list.getByRole('link', { name: 'Skriv status' })).toBeVisible();
		await expect(list.getByText('Det manglar pengar.')).toBeVisible();
	}
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
	await context.addCookies([{ name: 'samling', value: sessions.staff, url: samling.origin }]);
	const page = await context.newPage();
	await page.goto(`${samling.origin}/thread/element/${measure}`);
	await expect(page.getByRole('link', { name: 'Les det i planen' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Skriv status' })).toHaveCount(0);
	await page.getByRole('button', { name: 'Få vite korleis det går' }).click();
	await expect(page.getByRole('button', { name: 'Slutt å få vite korleis det går' })).toBeVisible();
});
