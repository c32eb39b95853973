import { expect, test } from 'vitest';
import { inOneLanguage, mark, saidInOthers } from '../../../.ci/oneLanguage.ts';
import { scriptsIn } from '../../../src/pageScripts.server.ts';

test('a file of code has of each message the one text of its language, also where texts look like code and letters are of two bytes', () => {
	const code = `const æ="😀";var a=s(\`${mark}\`,\`Bord, æ (1)\`,"Bord",'Table'),b=s('${mark}',(i)=>\`\${i.n} røyst\`,(i)=>\`\${i.n} stemme\`,(i)=>\`\${i.n} dot\`),c=s(æ);`;
	expect(inOneLanguage(code, 'nn')).toBe('const æ="😀";var a=(()=>`Bord, æ (1)`),b=((i)=>`${i.n} røyst`),c=s(æ);');
	expect(inOneLanguage(code, 'en')).toBe(`const æ="😀";var a=(()=>'Table'),b=((i)=>\`\${i.n} dot\`),c=s(æ);`);
});

test('styles are the same for all languages, and a form of message that is not known stops the build', () => {
	expect(inOneLanguage('import("../nodes/1.js"),["../assets/a.css"]', 'nb')).toBe('import("../nodes/1.js"),["../../assets/a.css"]');
	expect(() => inOneLanguage(`s("${mark}",a,b,c)`, 'nb')).toThrow('b is no text of a message');
});

test('a message that may be said in another language than the page keeps all three', () => {
	const text = `
		m.only(); m.with({ a: f(1, 2), b: ',' }); m.both({}, { locale: 'nb' });
		const words = { given: m.given }; m[\`kind_\${kind}\`]({}, { locale }); m['named'](); m.text({ a: \`x \${y}\` });`;
	const { keys, begun } = saidInOthers([{ path: 'src/x.ts', text }]);
	expect([...keys].sort()).toEqual(['both', 'given', 'named', 'text']);
	expect(begun).toEqual(['kind_']);
	const ofPage = (code: string) => [...saidInOthers([{ path: 'src/routes/table/text.ts', text: code }]).keys];
	expect(ofPage('const words = { given: m.given, both: m.both({}, { other }) };')).toEqual(['both']);
	expect(ofPage('const words = (locale) => m.given;')).toEqual(['given']);
});

test('a page names the files of code of its language, and nothing that people wrote is touched', () => {
	const page = '<link href="../_app/immutable/entry/start.a.js" rel="modulepreload"><link href="../_app/immutable/assets/0.css">';
	const written = '<p>sjå _app/immutable/entry/</p><script>import("../_app/immutable/entry/app.b.js")</script>';
	expect(scriptsIn('nb', page + written)).toBe(
		'<link href="../_app/immutable/nb/entry/start.a.js" rel="modulepreload"><link href="../_app/immutable/assets/0.css">' +
			'<p>sjå _app/immutable/entry/</p><script>import("../_app/immutable/nb/entry/app.b.js")</script>'
	);
	expect(scriptsIn('nn', '<./_app/immutable/chunks/c.js>; rel="modulepreload"; nopush')).toContain('immutable/nn/chunks/c.js');
});
