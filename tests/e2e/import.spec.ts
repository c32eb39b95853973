import { expect, signIn, test } from '../support/browser.ts';

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
