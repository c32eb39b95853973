import { tick } from 'svelte';
import { focus } from '#lib/ui/form/place.ts';

/** Moves the focus to the element with this id once it is rendered: after an action on this page, never after a change by others. */
export async function focusOn(id: string): Promise<void> {
	await tick();
	const element = document.getElementById(id);
	if (element) focus(element, { scrolls: true });
}
