import { secondPress } from '#lib/secondPress.ts';
import { isFilledIn, meaningOf, placeOf, putBack, unplace, wasPlaced, type Place } from './place.ts';

/*
 * What holds after every action of the reader's own, for forms and for what happens in the page alone: the focus is somewhere, and
 * a second press on what has become another step under the finger does nothing.
 */

/** A finger that has moved less than this, in CSS px, presses at the same place. */
const samePlace = 12;

/** Where the focus is or was last, unless the reader took it away or went to another page. */
let place: Place | null = null;
type Press = {
	control: HTMLElement;
	meaning: string;
	x: number;
	y: number;
	at: number;
	/** Since then the reader has written or chosen something. */
	hasFilled: boolean;
};
let press: Press | null = null;

/** The answer to the last press stands on the page now: from here on its time counts. */
export function pressSettled(): void {
	if (press) press.at = performance.now();
}

/** Another page comes: what has the focus on this one is no matter. */
export function forgetFocus(): void {
	place = null;
}

/** Notes what has the focus now, after the page itself has moved it or kept it. */
export function noteFocus(): void {
	const { activeElement } = document;
	if (activeElement instanceof HTMLElement && activeElement !== document.body) place = placeOf(activeElement);
}

/** Watches over the focus and over presses of the whole document; gives what ends it. */
export function watchOwnActions(): () => void {
	const ended = new AbortController();
	const options = { capture: true, signal: ended.signal };
	document.addEventListener('focusin', onfocusin, options);
	document.addEventListener('click', onclick, options);
	// Not what the page writes back into a field.
	document.addEventListener('input', ({ isTrusted }) => press && isTrusted && (press.hasFilled = true), options);
	for (const moves of ['pointerdown', 'keydown'] as const) document.addEventListener(moves, leaves, options);
	addEventListener('focus', rescue, options);
	const observer = new MutationObserver((changes) => {
		if (!place) return;
		if (isNowhere()) rescue();
		// What was hidden or disabled loses the focus when the page is drawn next.
		else if (changes.some(({ type }) => type === 'attributes')) requestAnimationFrame(rescue);
	});
	observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'hidden', 'open'] });
	noteFocus();
	return () => {
		ended.abort();
		observer.disconnect();
	};
}

function onfocusin(): void {
	// The page says so itself when it was the one that moved the focus.
	unplace();
	noteFocus();
}

const isNowhere = () => document.activeElement === null || document.activeElement === document.body;
const canHold = (control: HTMLElement) => control.isConnected && !control.matches(':disabled') && control.checkVisibility();

/** The reader themselves leaves what has the focus: by a press beside it, or out of the page. */
function leaves(event: Event): void {
	if (event instanceof KeyboardEvent && event.key !== 'Tab') return;
	setTimeout(() => {
		if (isNowhere() && place && canHold(place.control)) place = null;
	});
}

/** Where the focus is gone with what had it, it is put back. */
function rescue(): void {
	if (!place || !document.hasFocus()) return;
	if (isNowhere() || (document.activeElement === place.control && !canHold(place.control))) putBack(place);
}

function onclick(event: MouseEvent): void {
	const control =
		event.target instanceof Element ? event.target.closest<HTMLElement>('button, summary, a[href], input[type="submit"]') : null;
	if (!control) return;
	const next = {
		control,
		meaning: meaningOf(control),
		x: event.clientX,
		y: event.clientY,
		at: performance.now(),
		hasFilled: false
	};
	if (press && isSecond(press, next, event.detail === 0)) {
		event.preventDefault();
		event.stopImmediatePropagation();
		return;
	}
	press = next;
	// What lies around it may have changed since it got the focus.
	if (document.activeElement === control) place = placeOf(control);
}

/**
 * Whether a press falls on what the one before has made of its button or put in its place, or sends once more what was filled in. The
 * same small step again, such as one up or a minute more, is none.
 */
function isSecond(first: Press, second: Press, byKey: boolean): boolean {
	if (second.at - first.at >= secondPress) return false;
	const isSame = second.control === first.control;
	if (second.meaning === first.meaning && (isSame || second.meaning.includes('?/'))) return !first.hasFilled && isFilledIn(second.control);
	if (isSame) return true;
	// Enter in a field presses its form's button.
	const wasLed = wasPlaced(second.control) || (!first.hasFilled && wasPlaced(document.activeElement));
	return byKey ? wasLed : Math.hypot(second.x - first.x, second.y - first.y) < samePlace;
}
