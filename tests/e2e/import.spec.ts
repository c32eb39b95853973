import { expect, signIn, test } from '../support/browser.ts';
import { workbook } from '../support/workbook.ts';

/** A list as Norwegian Excel saves it: Windows-1252, semicolons, CRLF, an empty line at the end. */
const list = [
	'Namn;E-post;Eining;Nivå;Stilling',
	'Åse Bærøy;ase.baroy@stord.example;Barnevernstenesta;Saksbehandlar eller tenesteytar;"Rådgjevar – bustad; koordinator"',
	'Silje Litlabø;tilsett@stord.example;Nav Stord;;Konsulent',
	'Utan Adresse;;Nav Stord;;',
	';;;;',
	''
].join('\r\n');

test('a list from Excel is shown row by row before anything is written, and taking it in twice changes nothing', async ({ somebody }) => {
	const page = await somebody();
	await signIn(page, 'leiar@stord.example');
	const choose = async () => {
		await page.goto('/people/import');
		await page.getByRole('button', { name: 'Vel fil' }).setInputFiles({
			name: 'tilsette.csv',
			mimeType: 'text/csv',
			// Windows-1252 is Latin-1 but for a few signs, such as the dash.
			buffer: Buffer.from(list.replace('–', '\x96'), 'latin1')
		});
		await page.getByRole('button', { name: 'Sjå kva som skjer' }).click();
	};
	await choose();
	await expect(page.getByText('Nye: 1. Blir endra: 1. Som før: 0.')).toBeVisible();
	await expect(page.getByRole('row', { name: /Åse Bærøy/ })).toContainText('Ny');
	await expect(page.getByRole('row', { name: /Silje Litlabø/ })).toContainText('Stilling: – → Konsulent');
	await expect(page.getByRole('row', { name: /Utan Adresse/ })).toContainText('E-postadressa manglar.');
	// A phone scrolls in one direction.
	await page.setViewportSize({ width: 390, height: 844 });
	expect(await page.locator('.scroll').evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
	await page.getByRole('button', { name: 'Importer 2' }).click();
	await expect(page.getByText('Nye: 1. Endra: 1.')).toBeVisible();
	await page.goto('/people?q=bærøy');
	await expect(page.getByRole('row', { name: /Åse Bærøy/ })).toContainText('Barnevernstenesta');
	await expect(page.getByRole('row', { name: /Åse Bærøy/ })).toContainText('Rådgjevar – bustad; koordinator');
	await choose();
	await expect(page.getByText('Nye: 0. Blir endra: 0. Som før: 2.')).toBeVisible();
	await expect(page.getByRole('button', { name: /^Importer/ })).toHaveCount(0);
});

test('a list of 100,000 rows is told apart from a fault', async ({ somebody }) => {
	const page = await somebody();
	await signIn(page, 'leiar@stord.example');
	await page.goto('/people/import');
	const rows = 'Anna Vik;anna.vik@kommune.example;Heimetenestene;Rådgjevar\r\n'.repeat(100_000);
	await page
		.getByRole('button', { name: 'Vel fil' })
		.setInputFiles({ name: 'alle.csv', mimeType: 'text/csv', buffer: Buffer.from(`Namn;E-post;Eining;Stilling\r\n${rows}`) });
	await page.getByRole('button', { name: 'Sjå kva som skjer' }).click();
	await expect(page.getByText(/Fila har 100\s000 rader/)).toBeVisible();
});

test('a workbook whose headers are not understood is read as somebody says, and what nobody sees is taken out and told', async ({
	somebody
}) => {
	const page = await somebody();
	await signIn(page, 'leiar@stord.example');
	await page.goto('/people/import');
	const sheet = [['Tilsette per 1. mars'], [], ['Kven', 'Nås på', 'Rom'], ['Håvard O\u2019Øy', 'havard.oy@stord.example', '214']];
	await page.getByRole('button', { name: 'Vel fil' }).setInputFiles({
		name: 'tilsette.xlsx',
		mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
		buffer: Buffer.from(workbook(sheet))
	});
	await page.getByRole('button', { name: 'Sjå kva som skjer' }).click();
	await expect(page.getByText('Samling fann ikkje overskriftene.')).toBeVisible();
	await page.getByLabel('Kven').selectOption('Namn');
	await page.getByLabel('Nås på').selectOption('E-post');
	await page.getByRole('button', { name: 'Les lista på nytt' }).click();
	await expect(page.getByText('Nye: 1. Blir endra: 0. Som før: 0.')).toBeVisible();
	await expect(page.getByText('Kolonnar som ikkje blir brukte: Rom.')).toBeVisible();
	await page.getByText(/personar i Samling står ikkje i lista/).click();
	await expect(page.getByRole('link', { name: 'Silje Litlabø' })).toBeVisible();
	await page.getByRole('button', { name: 'Importer 1' }).click();
	await expect(page.getByText('Nye: 1. Endra: 0.')).toBeVisible();
	await page.goto("/people?q=HÅVARD+o'ø");
	await expect(page.getByRole('row', { name: /Håvard O’Øy/ })).toBeVisible();
	await page.getByLabel('Namn', { exact: true }).fill('Ka\u200bri Ny');
	await page.getByLabel('E-post', { exact: true }).fill('kari.ny@stord.example');
	await page.getByRole('button', { name: 'Legg til person' }).click();
	await expect(page.getByText('Usynlege teikn er tekne bort frå det du skreiv eller limte inn.')).toBeVisible();
	await page.goto('/people?q=kari+ny');
	await expect(page.getByRole('link', { name: 'Kari Ny' })).toBeVisible();
});
