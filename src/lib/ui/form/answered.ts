import { tick } from 'svelte';
import type { ActionResult } from '@sveltejs/kit';
import { m } from '#lib/i18n/paraglide/messages.js';
import { spoken } from '../page/spoken.svelte.ts';
import { wordsOf } from '../page/words.ts';
import { pressSettled } from './ownActions.ts';
import { focus, placeOf, putBack, type Place } from './place.ts';

/** After this many ms without an answer it is said that it is on its way. */
const longWait = 1000;

type Begun = { place: Place; page: string; label: string; said: number; wait: ReturnType<typeof setTimeout> };

/** Notes where an action is begun from, and says so when it takes long. `control`: the button pressed, or the form when none was. */
export function beginAnswer(control: HTMLElement): Begun {
	const { activeElement } = document;
	const from = activeElement instanceof HTMLElement && control.contains(activeElement) ? activeElement : control;
	const begun: Begun = {
		place: placeOf(from),
		page: location.pathname,
		label: control instanceof HTMLButtonElement ? labelOf(control) : '',
		said: spoken.said,
		wait: setTimeout(() => {
			spoken.say(m.app_waiting());
			// That is no answer.
			begun.said++;
		}, longWait)
	};
	return begun;
}

type Told = { said?: string; refusal?: string; errors?: Record<string, string> } | undefined;

/**
 * When an answer stands on the page: the focus is put where it belongs (`place.ts`) unless the page or the reader has placed it, and
 * something is said unless the page has.
 */
export async function afterAnswer(begun: Begun, result: ActionResult): Promise<void> {
	const { place, page, label } = begun;
	clearTimeout(begun.wait);
	await tick();
	pressSettled();
	if (location.pathname !== page) {
		// Another page is read from its heading on; Kit says its title.
		const heading = document.querySelector<HTMLElement>('main h1');
		if (heading && isNowhere()) focus(heading);
		return;
	}
	if (isNowhere()) putBack(place);
	// Kit gives the focus to what asks for it, whatever was pressed.
	else if (document.activeElement?.matches('[autofocus]')) focus(document.activeElement as HTMLElement);
	// On an address with a fragment Kit moves the focus once more, a little later.
	setTimeout(() => isNowhere() && putBack(place));
	const told = (result.type === 'success' || result.type === 'failure' ? result.data : undefined) as Told;
	if (told?.said) spoken.say(told.said);
	else if (spoken.said === begun.said) spoken.say(sentence(result, told, label));
}

/** Says that what a button stands for is done, for a button whose work is done in the page. */
export function sayDone(control: HTMLElement): void {
	spoken.say(m.app_done_label({ label: labelOf(control) }));
}

const labelOf = (control: HTMLElement) => control.getAttribute('aria-label') ?? wordsOf(control);

/** What is said of an answer of which the page has said nothing. */
function sentence({ type }: ActionResult, told: Told, label: string): string {
	const wrong = Object.values(told?.errors ?? {});
	if (wrong.length > 0) return `${m.app_errors_title({ count: wrong.length })}: ${[...new Set(wrong)].join(' ')}`;
	if (type === 'failure') return told?.refusal ?? m.app_not_sent_title();
	return label ? m.app_done_label({ label }) : m.app_done();
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;
