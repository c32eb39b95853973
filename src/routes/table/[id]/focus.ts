import { tick } from 'svelte';

/** Moves the focus to the element with this id once it is rendered: after an action on this page, never after a change by others. */
export async function focusOn(id: string): Promise<void> {
	await tick();
	document.getElementById(id)?.focus();
}
