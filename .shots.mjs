import { chromium } from 'playwright-core';
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const base = 'http://localhost:4300';
const shots = JSON.parse(process.argv[2]);
const ctx = await b.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nn-NO' });
const p = await ctx.newPage();
await p.goto(base + '/sign-in', { timeout: 120000 });
await p.fill('input[name=email]', 'leiar@stord.example'); await p.fill('input[name=password]', 'samling-demo');
await p.click('form button[type=submit] >> nth=-1'); await p.waitForURL((u) => !u.pathname.includes('sign-in'), { timeout: 60000 });
for (const [name, path, width, click] of shots) {
  await p.setViewportSize({ width, height: 900 });
  await p.goto(base + path, { timeout: 120000 }); await p.waitForTimeout(800);
  if (click) { for (const c of click) { await p.click(c).catch((e) => console.log(name, String(e).slice(0, 200))); await p.waitForTimeout(300); } }
  const wide = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(name, p.url(), 'overflow', wide);
  await p.screenshot({ path: `/tmp/planb-${name}.png`, fullPage: true });
}
await b.close();
