import { chromium } from '@playwright/test';
import { findBrowser } from '../../.ci/browser.mjs';
import { routes } from '../support/access.ts';
import { act, hear } from '../e2e/everyPage/ownAction.ts';
import { installed } from '../e2e/everyPage/visits.ts';
import { open, visitor } from '../e2e/everyPage/walk.ts';
const day = process.argv[2]; const only = process.argv[3];
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
const installation = await installed(day);
const t00=Date.now();
for (const { route, actions } of routes()) {
  if (only && !new RegExp(only).test(route)) continue;
  const visits = installation.visits.filter((v) => v.route === route);
  let left = actions;
  for (const whose of ['own', 'any'])
    for (const visit of visits) {
      if (!left.length) continue;
      const context = await visitor(browser, installation, visit.who, 'nn');
      const page = await context.newPage();
      await hear(page);
      let at = ''; const undone = [];
      for (const action of left) {
        const t0 = Date.now();
        let f;
        try {
        if (page.url() !== at || whose === 'any') { const o = await open(page, installation, visit); if (o) console.log('OPEN', route, visit.who, o); }
        at = page.url();
        const t1 = Date.now();
        f = await act(page, action, whose);
        if (!f) undone.push(action); else console.log(f.length ? 'FAULT' : 'ok', route, action, visit.who, whose, t1 - t0, Date.now() - t1, (await page.evaluate(()=>said.at(-1)).catch(()=>'')), f.join(' | '));
        } catch (e) { console.log('THROW', route, action, visit.who, whose, String(e).slice(0, 300)); at=''; }
      }
      left = undone;
      await context.close();
    }
  if (left.length && visits.length) console.log('NONE', route, left);
}
console.log('total', Date.now()-t00);
await browser.close(); await installation.stop();
