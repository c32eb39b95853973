/*
 * On a slow phone people type and choose before the page has woken up. Svelte then puts what the server said into every field, and what the
 * page reckons from its fields has not heard of it. What was filled in until then is kept, given back, and told to the page. So is what was
 * unfolded: waking up folds it as the server had it.
 */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const filled = new Map<Field, { value: string; checked: boolean }>();
const unfolded = new Map<HTMLDetailsElement, boolean>();

function isField(node: unknown): node is Field {
	if (node instanceof HTMLTextAreaElement || node instanceof HTMLSelectElement) return true;
	return node instanceof HTMLInputElement && !['hidden', 'file', 'submit'].includes(node.type);
}

const isChoice = (field: Field) => field instanceof HTMLInputElement && ['checkbox', 'radio'].includes(field.type);
const checkedOf = (field: Field) => field instanceof HTMLInputElement && field.checked;

function keep({ target }: Pick<Event, 'target'>): void {
	if (isField(target)) filled.set(target, { value: target.value, checked: checkedOf(target) });
}

function keepUnfolded({ target }: Event): void {
	const details = target instanceof Element ? target.closest('summary')?.parentElement : null;
	// The press takes effect after this.
	if (details instanceof HTMLDetailsElement) unfolded.set(details, !details.open);
}

/** Whether a field stands otherwise than the server sent it. */
function isChanged(field: Field): boolean {
	if (field instanceof HTMLSelectElement)
		return (
			field.selectedIndex !==
			Math.max(
				0,
				[...field.options].findIndex((one) => one.defaultSelected)
			)
		);
	return isChoice(field) ? checkedOf(field) !== (field as HTMLInputElement).defaultChecked : field.value !== field.defaultValue;
}

/** Begins to keep what is filled in; to be called as early as possible. */
export function keepTyped(): void {
	for (const field of document.querySelectorAll('input, textarea, select')) if (isField(field) && isChanged(field)) keep({ target: field });
	for (const details of document.querySelectorAll('details')) if (details.open) unfolded.set(details, true);
	document.addEventListener('input', keep, true);
	document.addEventListener('click', keepUnfolded, true);
}

/** Puts back what was filled in, and tells the page of it; to be called when the page is awake. */
export function giveBackTyped(): void {
	document.removeEventListener('input', keep, true);
	document.removeEventListener('click', keepUnfolded, true);
	for (const [details, open] of unfolded) details.open = open;
	unfolded.clear();
	const again = [...filled].flatMap(([before, { value, checked }]) => {
		const field = before.isConnected ? before : document.getElementById(before.id);
		if (!isField(field)) return [];
		if (isChoice(field)) (field as HTMLInputElement).checked = checked;
		else field.value = value;
		return [field];
	});
	filled.clear();
	// A radio button that is left says nothing. The page follows its fields when all of them say again what the reader said.
	for (const field of again)
		if (!(field instanceof HTMLInputElement && field.type === 'radio' && !field.checked))
			for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
}
