import type { Page } from '@playwright/test';
import { secondPress } from '#lib/secondPress.ts';

/**
 * The facilitator presses a step of the café by the words on its button, and lets it take effect at once instead of in 15 seconds: as
 * somebody who reads what the buttons say, since a press so soon after the one before does nothing.
 */
export async function takeStep(facilitator: Page, name: string): Promise<void> {
	await pressStep(facilitator, name);
	const now = facilitator.locator('form[action$="?/stepNow"] button');
	await now.waitFor();
	await facilitator.waitForTimeout(secondPress + 100);
	await now.click();
	await now.waitFor({ state: 'detached' });
}

/** Only presses it: it waits. With much time left it is asked first. */
export async function pressStep(facilitator: Page, name: string): Promise<void> {
	const main = facilitator.getByRole('main');
	const asked = main.locator('summary', { hasText: name });
	await main.locator('button, summary').filter({ hasText: name }).first().waitFor();
	await facilitator.waitForTimeout(secondPress + 100);
	if (await asked.first().isVisible()) await asked.first().click();
	await main.getByRole('button', { name, exact: true }).first().click();
}
