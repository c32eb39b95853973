import { tick } from 'svelte';

/** Moves the focus to the element with this id, when the page shows it: after something these hands did, never after others' doing. */
export async function focusOn(id: string): Promise<void> {
	await tick();
	document.getElementById(id)?.focus();
}
