/*
 * Where the focus goes when what had it has gone, or can't take it any more. In this order:
 *
 * 1. the same control: itself, or the one that has come in its stead and does the same (`meaningOf`); in a closed `details`: its summary
 * 2. what stands in its place: the first control in the nearest thing around it that is left, as far out as the item of a list
 * 3. the next item of the list, at the control that does the same there, or else its first that is not written in; after the last one,
 *    the one before
 * 4. the heading of the section around it
 * 5. the newest notice, and where there is none the heading of the page
 */

export type Place = {
	control: HTMLElement;
	meaning: string;
	action: string | null;
	/** From the control outwards. */
	around: { element: Element; after: Element[]; before: Element[] }[];
};

type Control = HTMLElement & { form?: HTMLFormElement | null };

const controls = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]';
const items = 'li, tr, [data-item]';
const sections = 'section, article, aside, main, dialog, fieldset, [role="region"], [role="group"]';
const headings = 'h1, h2, h3, h4, h5, h6, legend';

/** The action a control sends its form to, such as `?/drop`; null for what sends none. */
function actionOf(control: Control): string | null {
	const sends = control.matches('button:not([type="button"]), input[type="submit"]');
	return sends && control.form ? (control.getAttribute('formaction') ?? control.form.getAttribute('action') ?? '') : null;
}

/** Whether a control sends what the reader writes or chooses, and not only what the page has put there. */
export function isFilledIn(control: Control): boolean {
	const fields = 'input:not([type="hidden"]), textarea, select';
	return actionOf(control) !== null && [...control.form!.elements].some((field) => field.matches(fields));
}

/**
 * What a control does: two controls with the same meaning do the same to the same thing, whatever key or what of the page (`seen`) goes
 * with them.
 */
export function meaningOf(control: Control): string {
	const words = control.getAttribute('aria-label') ?? control.textContent;
	const action = actionOf(control);
	if (action === null) return `${control.tagName} ${control.id} ${control.getAttribute('href') ?? ''} ${words}`;
	const hidden = [...control.form!.querySelectorAll<HTMLInputElement>('input[type="hidden"]:not([name="once"], [name="seen"])')].map(
		({ name, value }) => `${name}=${value}`
	);
	return [action, ...hidden, `${control.getAttribute('name')}=${control.getAttribute('value')}`].join(' ');
}

/** Notes where a control is, while it is there. */
export function placeOf(control: HTMLElement): Place {
	const around: Place['around'] = [];
	for (let element = control.parentElement; element && element !== document.body; element = element.parentElement) {
		const siblings = element.matches(items) ? [...(element.parentElement?.children ?? [])] : [];
		const at = siblings.indexOf(element);
		around.push({ element, after: siblings.slice(at + 1), before: siblings.slice(0, Math.max(at, 0)).toReversed() });
	}
	return { control, meaning: meaningOf(control), action: actionOf(control), around };
}

/** Puts the focus back to a place, in the order above; gives what has it now. */
export function putBack(place: Place): HTMLElement | null {
	const { control } = place;
	const to = same(place) ?? instead(place) ?? newestNotice() ?? document.querySelector<HTMLElement>('main h1, #main');
	if (!to) return null;
	focus(to);
	if (to !== control) to.scrollIntoView({ block: 'nearest' });
	return to;
}

/** The focus was put on this element, by the page and not by the reader. */
let placed: Element | null = null;
export const wasPlaced = (element: Element | null) => element !== null && element === placed;
export const unplace = () => (placed = null);

/** Puts the focus where an action leads: a second press right after it does nothing there. Headings take it too. */
export function focus(element: HTMLElement, { scrolls = false } = {}): void {
	if (!element.matches(controls) && !element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
	element.focus({ preventScroll: !scrolls });
	placed = element;
}

function same({ control, meaning, action }: Place): HTMLElement | null {
	if (canTake(control)) return control;
	const closed = control.isConnected ? control.closest('details:not([open])')?.querySelector('summary') : null;
	if (closed && canTake(closed)) return closed;
	if (control.id !== '') {
		const again = document.getElementById(control.id);
		if (again && canTake(again)) return again;
	}
	if (action === null) return null;
	return [...document.querySelectorAll<HTMLElement>('form button')].find((other) => meaningOf(other) === meaning && canTake(other)) ?? null;
}

function instead({ action, around }: Place): HTMLElement | null {
	for (const { element, after, before } of around) {
		if (!element.isConnected) {
			const next = [...after, ...before].find((item) => item.isConnected && pressIn(item));
			if (next) return pressIn(next, action);
			continue;
		}
		if (element.matches(sections)) {
			const heading = headingOf(element);
			if (heading) return heading;
		} else if (!element.matches('ul, ol, dl, table, tbody')) {
			const control = controlIn(element, action);
			if (control) return control;
		}
	}
	return null;
}

/** As `controlIn`, but no field: who writes on would write into another item, maybe somebody else's. */
function pressIn(item: Element, action: string | null = null): HTMLElement | null {
	return controlIn(
		item,
		action,
		(control) => !control.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="submit"])')
	);
}

/** The control in an element that sends to this action, or else its first. */
function controlIn(element: Element, action: string | null = null, mayBe = (_: HTMLElement) => true): HTMLElement | null {
	const all = [...element.querySelectorAll<HTMLElement>(controls)].filter((control) => canTake(control) && mayBe(control));
	return (action === null ? undefined : all.find((control) => actionOf(control) === action)) ?? all[0] ?? null;
}

function headingOf(section: Element): HTMLElement | null {
	const named = document.getElementById(section.getAttribute('aria-labelledby') ?? '');
	const heading = named ?? section.querySelector<HTMLElement>(headings);
	return heading?.checkVisibility() ? heading : null;
}

function newestNotice(): HTMLElement | null {
	return [...document.querySelectorAll<HTMLElement>('main .notice')].findLast((notice) => notice.checkVisibility()) ?? null;
}

function canTake(control: HTMLElement): boolean {
	return control.isConnected && !control.matches(':disabled') && control.checkVisibility({ visibilityProperty: true });
}
