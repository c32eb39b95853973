import { expect, type Browser, type Page } from '@playwright/test';
import { secondPress } from '#lib/secondPress.ts';
import { routes } from '../support/access.ts';
import { test } from '../support/contexts.ts';
import { act, hear } from './everyPage/ownAction.ts';
import { installed, type Day, type Installation, type Visit } from './everyPage/visits.ts';
import { open, visitor } from './everyPage/walk.ts';

test.describe.configure({ mode: 'parallel' });

/** Actions that are not pressed here, and why. */
const exceptions: Record<string, string> = {
	...because('leads to the front page, for nobody', '/sign-out default', '/table/[id] leave'),
	...because('the page comes anew, in another language or on another day', '/language default', '/demo/clock default'),
	...because(
		'all pages become the copy’s, or themselves again: rehearsal.test.ts',
		'/rehearsal start',
		'/rehearsal end',
		'/rehearsal leave'
	),
	...because('a page without a script, which comes anew', '/table/[id]/plain default'),
	...because('is sent by dragging; `move` does the same by key', '/gatherings/[id]/programme order'),
	...because(
		'wants a board that can’t be read',
		'/gatherings/[id]/cafe mend',
		'/gatherings/[id]/cafe readAgain',
		'/gatherings/[id]/summary mend'
	),
	...because('waits for the draft’s own socket: main-job.spec.ts', '/gatherings/[id]/summary save'),
	...because('wants a file: import.spec.ts', '/people/import take'),
	...because(
		'takes the import away that others are pressed on: plan-import.spec.ts',
		'/plan/import/[id] finish',
		'/plan/import/[id] discard'
	),
	...because('wants a file or text: plan-import.spec.ts', '/plan/import read'),
	...because('wants a mail server that fails: outbox.spec.ts', '/outbox retry', '/outbox tryServer', '/outbox undoRelease'),
	...because('pressed by keyboard in board-phases.spec.ts', '/table/[id]/harvest handIn'),
	...because('comes with each step of the café: hall.spec.ts', '/gatherings/[id]/cafe stepNow', '/gatherings/[id]/cafe undoStep'),
	...because('is sent by printing', '/gatherings/[id]/cafe/cards printed'),
	...because('takes the table away that others are pressed on: hall.spec.ts', '/gatherings/[id]/cafe dissolve'),
	...because('wants goals of a plan on the tables: forms.spec.ts', '/gatherings/[id]/cafe/setup planOnTable'),
	...because('wants somebody without a password, opened in the list: passwords.test.ts', '/people invite'),
	...because(
		'wants the code of an app: passwords.test.ts, secondFactor.test.ts',
		'/me/sign-in confirm',
		'/me/sign-in codes',
		'/me/sign-in off',
		'/sign-in/code default',
		'/people dropFactor'
	),
	...because('wants an issuer: sso.spec.ts', '/connect/[token] default'),
	...because('wants mails that have left', '/gatherings/[id]/invitations remind'),
	...because('wants actions that an earlier gathering agreed on', '/gatherings/[id]/programme sinceLast'),
	...because('wants a note that looks as if it pointed at a person', '/gatherings/[id]/summary disclosure'),
	...because('somebody who joins takes the seats of who comes late', '/gatherings/[id]/cafe/seating late'),
	...because('wants points that no revision has taken in', '/plan/inputs take'),
	...because('only while no revision is under way, and the demo has one', '/plan open'),
	...because('once a half-year, and the demo has asked', '/plan/followup ask'),
	...because('comes with a press of the board itself: board specs', '/table/[id] vote', '/table/[id] shownAs', '/table/[id] note')
};

function because(reason: string, ...actions: string[]): Record<string, string> {
	return Object.fromEntries(actions.map((action) => [action, reason]));
}

/** The demo's things come in the order of random ids: what one action ends, a few others may have needed. */
const byChance = 2;

const inCafe = (route: string) => /^\/(gatherings|table|join|door)/.test(route);
const parts: { title: string; day: Day; of: (route: string) => boolean }[] = [
	{ title: 'of a gathering and its café', day: 'ordinary', of: inCafe },
	{ title: 'of anything else', day: 'ordinary', of: (route) => !inCafe(route) && route !== '/setup' },
	{ title: 'before anything is set up', day: 'empty', of: (route) => route === '/setup' }
];

for (const { title, day, of } of parts)
	test(`after every action of one's own, ${title}, the focus is somewhere, something is said, and a second press does nothing new`, async ({
		browser
	}) => {
		test.setTimeout(300_000);
		const installation = await installed(day, true);
		try {
			expect(await pressAll(browser, installation, of)).toEqual([]);
		} finally {
			await installation.stop();
		}
	});

/**
 * Presses each action's button on whichever page shows it, as it stands and, when the server refused that, filled in; goes around once
 * more as long as pages show what others have brought about. Gives what was wrong, and the actions that no page has shown.
 */
async function pressAll(browser: Browser, installation: Installation, of: (route: string) => boolean): Promise<string[]> {
	const faults: string[] = [];
	const left = new Map(
		routes().map(({ route, actions }) => [route, lastOf(actions).filter((action) => of(route) && !(`${route} ${action}` in exceptions))])
	);
	const visits = inOrder(installation.visits.filter(({ route }) => of(route)));
	for (let found = true; found;) {
		found = false;
		for (const visit of visits) {
			if (left.get(visit.route)!.length === 0) continue;
			const pressed = await pressOn(browser, installation, visit, left.get(visit.route)!, faults);
			if (pressed.length > 0) found = true;
			left.set(
				visit.route,
				left.get(visit.route)!.filter((action) => !pressed.includes(action))
			);
		}
	}
	const unpressed = [...left].flatMap(([route, actions]) =>
		actions.map((action) => `${route} ${action} has no form on any page that is visited`)
	);
	console.log(unpressed.join('\n'));
	return unpressed.length > byChance ? [...faults, ...unpressed] : faults;
}

/** What ends a thing comes after what needs it: links and tables first, then what lies deepest, such as a café before its gathering. */
function inOrder(visits: Visit[]): Visit[] {
	const depth = ({ route, path }: Visit) => {
		if (/\[(token|code)\]|^\/table\//.test(route)) return 9;
		return route.split('/').length + (path.includes('?') ? 0.5 : 0);
	};
	return visits.toSorted((a, b) => depth(b) - depth(a));
}
const endings = [
	'answer',
	'drop',
	'finish',
	'merge',
	'adopt',
	'register',
	'publish',
	'endRound',
	'startVote',
	'vote',
	'close',
	'reopen',
	'end',
	'handIn',
	'tellNews',
	'cancel',
	'hold',
	'disable',
	'enable',
	'forget'
];
const lastOf = (actions: string[]) => actions.toSorted((a, b) => endings.indexOf(a) - endings.indexOf(b));

/** Presses those of the actions that a page shows, also after another one has been pressed; gives which. */
async function pressOn(browser: Browser, installation: Installation, visit: Visit, actions: string[], faults: string[]): Promise<string[]> {
	const context = await visitor(browser, installation, visit.who, 'nn');
	const page = await context.newPage();
	await hear(page);
	const tell = (what: string[]) => faults.push(...what.map((fault) => `${visit.route} (${visit.who}) ${fault}`));
	const pressed: string[] = [];
	let at = '';
	for (let more = true; more;) {
		more = false;
		for (const action of actions.filter((action) => !pressed.includes(action) && (visit.only?.includes(action) ?? true))) {
			if (page.url() !== at) {
				const notThere = await open(page, installation, visit);
				// What was done may have ended what the page shows; what only others are shown is not shown here.
				if (notThere) {
					if (/^answers (429|5)/.test(notThere[0]!)) tell(notThere);
					break;
				}
			}
			at = page.url();
			const found = await pressFor(page, action, async () => {
				if (page.url() !== at) await open(page, installation, visit);
			});
			if (!found) continue;
			tell(found.map((fault) => `${action} ${fault}`));
			pressed.push(action);
			more = true;
		}
	}
	await context.close();
	return pressed;
}

async function pressFor(page: Page, action: string, back: () => Promise<void>): Promise<string[] | undefined> {
	const asItStands = await act(page, action, false);
	if (!asItStands) return undefined;
	await betweenSteps(page);
	if (asItStands.isDone || !asItStands.hasFields) return asItStands.faults;
	await back();
	const filled = await act(page, action, true);
	await betweenSteps(page);
	return [...asItStands.faults, ...(filled?.faults ?? [])];
}

/** The server takes no step of a café so soon after the one before; one that waits is taken at once. */
async function betweenSteps(page: Page): Promise<void> {
	if (!page.url().includes('/cafe')) return;
	await page.waitForTimeout(secondPress);
	const waiting = page.locator('form[action$="?/stepNow"] button');
	if (!(await waiting.isVisible())) return;
	await waiting.click();
	await waiting.waitFor({ state: 'hidden' });
	await page.waitForTimeout(secondPress);
}

test('what is left out of it is an action that there is', () => {
	const all = routes().flatMap(({ route, actions }) => actions.map((action) => `${route} ${action}`));
	expect(Object.keys(exceptions).filter((action) => !all.includes(action))).toEqual([]);
});
