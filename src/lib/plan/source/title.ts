import { textOf, type Block } from './block.ts';

/** Years of a plan as its title has them. */
const years = /\b((?:19|20|21)\d{2})\s*[–/-]\s*((?:19|20|21)\d{2})\b/;

/** What a plan says itself that it is: its name and its years, where it begins with them; '' and 0 where it does not. */
export function titleIn(blocks: readonly Block[]): { nameNn: string; nameNb: string; periodFrom: number; periodTo: number } {
	const dated = blocks.find((block, at) => at < 12 && years.test(textOf(block)) && textOf(block).length <= 160);
	const [, from = '0', to = '0'] = (dated && years.exec(textOf(dated))) ?? [];
	const titled = blocks.find((block) => block.is === 'paragraph' && block.beside === 'title') ?? dated;
	const name = titled
		? textOf(titled)
				.replace(years, '')
				.replace(/[\s,:–-]+$/, '')
				.trim()
		: '';
	const isInOrder = Number(from) <= Number(to);
	return { nameNn: name, nameNb: name, periodFrom: isInOrder ? Number(from) : 0, periodTo: isInOrder ? Number(to) : 0 };
}
