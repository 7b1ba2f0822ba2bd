import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, howToGetOne } from './support/browser.ts';
import { DashboardRun } from './support/dashboard-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-browser-'));
const found = await findChromium(folder);
const minutes = 60_000;

/** Pages as they are seen: a wide screen and a phone, light and dark. */
const screens = [1280, 360].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

// What runs in the browser is text here: this file is compiled for Node.js.
interface Drawn {
  readonly red: number;
  readonly green: number;
}
const countColours = `(canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let [red, green] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, , a] = data.subarray(at, at + 4);
    if (a > 128 && r > 150 && g < 90) red++;
    if (a > 128 && g > 90 && r < 90) green++;
  }
  return { red, green };
}`;
const listenTo = `(region) => {
  const tell = () => heard(region.textContent);
  new MutationObserver(tell).observe(region, { childList: true, characterData: true, subtree: true });
  tell();
}`;
interface Seen {
  readonly inner: number;
  readonly scroll: number;
  readonly background: string;
  readonly moving: string;
}
const measure = `({
  inner: innerWidth,
  scroll: document.documentElement.scrollWidth,
  background: getComputedStyle(document.body).backgroundColor,
  moving: getComputedStyle(document.querySelector('.skip')).transitionDuration,
})`;

describe.skipIf(!found)(`the page in a browser${found ? '' : ` (${howToGetOne})`}`, () => {
  let run: DashboardRun;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  const text = (selector: string): Promise<string> => page.locator(selector).innerText();
  /** Calls a function of the browser with an element. */
  const inPage = <T>(code: string, selector: string): Promise<T> =>
    page.evaluate<T>(`(${code})(document.querySelector(${JSON.stringify(selector)}))`);
  /** The newest value of a figure of one service, as its card shows it. */
  const figure = async (side: string, name: string): Promise<number> => {
    const cell = page.locator(`.side.${side} .facts div`, { hasText: name }).locator('dd');
    return Number.parseFloat(await cell.innerText());
  };
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    // Each turn waits for the next event of the stream: nothing on the page changes without one.
    while (!(await holds())) {
      expect(problems, 'what the browser says').toEqual([]);
      const { looks } = run.state;
      await run.until((state) => state.looks !== looks);
    }
  };

  beforeAll(async () => {
    browser = await chromium.launch({
      ...found,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
      timeout: 5 * minutes,
    });
    run = await DashboardRun.start('--scenario', 'fd-per-task');
    await run.listen();
    await run.until(({ phase }) => phase === 'watching');
    // Cured at once: on a slow machine the detective would be there before the browser is.
    await run.post('/switch', { leak: 'fd-per-task', on: false });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(8 * minutes);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('requestfailed', (request) => problems.push(`${request.url()} failed`));
    await page.goto(run.url);
  }, 10 * minutes);

  afterAll(async () => {
    await browser?.close();
    run?.[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  }, 5 * minutes);

  test(
    'every plot gets points of both services, said in words too',
    async () => {
      await until(async () => {
        const values = await page.locator('.now-values').allInnerTexts();
        return values.length === 6 && values.every((each) => /leaky.*fixed/.test(each));
      });
      expect(await page.locator('figure canvas').count()).toBe(6);
      const name = await page.locator('#plot-counts .canvas').getAttribute('aria-label');
      expect(name).toMatch(/^Threads and file descriptors: leaky threads \d+, fixed threads \d+/);
    },
    10 * minutes,
  );

  test(
    'a leak is planted by keyboard alone, and shows',
    async () => {
      await page.keyboard.press('Tab');
      expect(await text(':focus')).toMatch(/^Skip to/);
      await page.keyboard.press('Enter');
      expect(await page.locator('main:focus').count()).toBe(1);
      const toggle = page.getByRole('switch', { name: 'fd-per-task' });
      const isFocused = async (): Promise<boolean> =>
        (await page.locator('[data-leak="fd-per-task"]:focus').count()) === 1;
      for (let tabs = 0; tabs < 20 && !(await isFocused()); tabs++)
        await page.keyboard.press('Tab');
      expect(await isFocused()).toBe(true);
      const outline = await inPage('(each) => getComputedStyle(each).outlineStyle', ':focus');
      expect(outline, 'the focus is to be seen').toBe('solid');

      expect(await toggle.getAttribute('aria-checked')).toBe('false');
      const before = await figure('leaky', 'file descriptors');
      await page.keyboard.press('Space');
      await page.locator('#live', { hasText: 'Planted: fd-per-task' }).waitFor();
      await page.locator('[data-leak="fd-per-task"][aria-checked="true"]').waitFor();
      expect(await isFocused(), 'the focus stays').toBe(true);
      await until(async () => (await figure('leaky', 'file descriptors')) > before + 20);
      expect(await figure('fixed', 'file descriptors')).toBeLessThan(before + 20);
      // Apart from each other now, so that both colours are to be seen.
      const drawn = await inPage<Drawn>(countColours, '#plot-counts canvas');
      expect(drawn.red).toBeGreaterThan(20);
      expect(drawn.green).toBeGreaterThan(20);
    },
    10 * minutes,
  );

  test(
    'a verdict is said in the live region, and the culprit is named in the table',
    async () => {
      const heard = new Set<string>();
      await page.exposeFunction('heard', (each: string) => heard.add(each));
      await inPage(listenTo, '#live[aria-live="polite"]');
      const row = page.getByRole('row', { name: /file descriptor/ }).first();
      await row.waitFor();
      expect([...heard].join('\n')).toMatch(/The leaky service is called leak after \d+ tasks/);
      expect(await row.innerText()).toMatch(/1 per task \(\+101\)[^]*planted: a file is opened/);

      await run.until(({ phase }) => phase === 'watching');
      await page.locator('[data-leak="fd-per-task"]').focus();
      await page.keyboard.press('Enter');
      await page.locator('#live', { hasText: 'Cured: fd-per-task' }).waitFor();
    },
    10 * minutes,
  );

  test(
    'a plot can be read as a table',
    async () => {
      await page.locator('#plot-rss summary').focus();
      await page.keyboard.press('Enter');
      const table = page.locator('#plot-rss table');
      await table.waitFor();
      expect(await table.locator('thead').innerText()).toMatch(/time\s+leaky\s+fixed/);
      expect(await table.locator('tbody tr').count()).toBe(10);
      expect(await table.locator('tbody tr').first().innerText()).toMatch(
        /\d+ s\s+[\d.]+ MB\s+[\d.]+ MB/,
      );
    },
    10 * minutes,
  );

  test.each(screens)(
    'at $width px, $colorScheme: nothing sticks out',
    async ({ width, colorScheme }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      const seen = await page.evaluate<Seen>(measure);
      expect(seen.scroll).toBe(seen.inner);
      expect(seen.background).toBe(
        colorScheme === 'dark' ? 'rgb(18, 22, 28)' : 'rgb(246, 247, 249)',
      );
      expect(seen.moving).toBe('0s');
    },
    10 * minutes,
  );

  test('the browser found nothing wrong with any of it', () => {
    expect(problems).toEqual([]);
  });
});
