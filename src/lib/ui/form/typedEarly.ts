/*
 * On a slow phone people type before the page has woken up, and Svelte then puts what the server said into every field.
 * What was typed until then is kept, and given back.
 */

const typed = new Map<string, string>();
type TextField = HTMLInputElement | HTMLTextAreaElement;

function isTextField(node: unknown): node is TextField {
	if (node instanceof HTMLTextAreaElement) return true;
	return node instanceof HTMLInputElement && !['checkbox', 'radio', 'hidden', 'file', 'submit'].includes(node.type);
}

function keep({ target }: Event): void {
	if (isTextField(target) && target.id) typed.set(target.id, target.value);
}

/** Begins to keep what is typed; to be called as early as possible. */
export function keepTyped(): void {
	for (const field of document.querySelectorAll('input, textarea')) {
		if (isTextField(field) && field.id && field.value !== field.defaultValue) typed.set(field.id, field.value);
	}
	document.addEventListener('input', keep, true);
}

/** Puts back what was typed where it is gone; to be called when the page is awake. */
export function giveBackTyped(): void {
	document.removeEventListener('input', keep, true);
	for (const [id, value] of typed) {
		const field = document.getElementById(id);
		if (!isTextField(field) || field.value === value) continue;
		field.value = value;
		field.dispatchEvent(new Event('input', { bubbles: true }));
	}
	typed.clear();
}
