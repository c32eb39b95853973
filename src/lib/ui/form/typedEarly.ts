/*
 * On a slow phone people type before the page has woken up, and Svelte then puts what the server said into every field.
 * What was typed until then is kept, and given back. So is what was unfolded: waking up folds it as the server had it.
 */

const typed = new Map<string, string>();
const unfolded = new Map<HTMLDetailsElement, boolean>();
type TextField = HTMLInputElement | HTMLTextAreaElement;

function isTextField(node: unknown): node is TextField {
	if (node instanceof HTMLTextAreaElement) return true;
	return node instanceof HTMLInputElement && !['checkbox', 'radio', 'hidden', 'file', 'submit'].includes(node.type);
}

function keep({ target }: Event): void {
	if (isTextField(target) && target.id) typed.set(target.id, target.value);
}

function keepUnfolded({ target }: Event): void {
	const details = target instanceof Element ? target.closest('summary')?.parentElement : null;
	// The press takes effect after this.
	if (details instanceof HTMLDetailsElement) unfolded.set(details, !details.open);
}

/** Begins to keep what is typed; to be called as early as possible. */
export function keepTyped(): void {
	for (const field of document.querySelectorAll('input, textarea')) {
		if (isTextField(field) && field.id && field.value !== field.defaultValue) typed.set(field.id, field.value);
	}
	for (const details of document.querySelectorAll('details')) if (details.open) unfolded.set(details, true);
	document.addEventListener('input', keep, true);
	document.addEventListener('click', keepUnfolded, true);
}

/** Puts back what was typed where it is gone; to be called when the page is awake. */
export function giveBackTyped(): void {
	document.removeEventListener('input', keep, true);
	document.removeEventListener('click', keepUnfolded, true);
	for (const [details, open] of unfolded) details.open = open;
	unfolded.clear();
	for (const [id, value] of typed) {
		const field = document.getElementById(id);
		if (!isTextField(field) || field.value === value) continue;
		field.value = value;
		field.dispatchEvent(new Event('input', { bubbles: true }));
	}
	typed.clear();
}
