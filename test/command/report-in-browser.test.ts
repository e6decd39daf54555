import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PublishedTaskDefinitions } from '../../bin/published-task-definitions';
import { Shop } from '../../bin/shop';
import { build as twoGroups } from '../../examples/capacity-two-groups/app';
import { build as opensearch } from '../../examples/firelens-java-opensearch/app';
import { run } from '../../lib/command/run';
import { CHROMIUM, startBrowser } from '../support/browser';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SECTIONS = [
  ...['tasks', 'network', 'proof', 'capacity', 'deployment', 'logs', 'roles'],
  ...['findings', 'acknowledged', 'coverage', 'costs'],
];

/** Without a browser there is nothing to look at; the word is in the list of tests. */
const inBrowser = CHROMIUM === undefined ? describe.skip : describe;

inBrowser(CHROMIUM === undefined ? 'the page (skipped: no Chromium is installed)' : 'the page', () => {
  let folder: string;
  let file: string;
  let browser: Browser;
  const requests: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'report-page-'));
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
    new Shop(app, 'Shop');
    new PublishedTaskDefinitions(app, 'Groundwork');
    twoGroups(app);
    opensearch(app);
    app.synth();
    const error: string[] = [];
    const code = run(['report', 'cdk.out', '-o', 'page.html'], {
      cwd: folder,
      colour: false,
      out: () => undefined,
      error: (text) => error.push(text),
    });
    expect({ code, error }).toEqual({ code: 0, error: [] });
    file = join(folder, 'page.html');
    browser = await startBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  const allOpen = (page: Page) =>
    page.evaluate(`document.querySelectorAll('details').forEach((each) => (each.open = true))`);

  /** Whether something is wider than the window. */
  const overflow = (page: Page) =>
    page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`);

  /** What axe finds; it is put into the page past the policy of the page, by the browser itself. */
  async function violations(page: Page): Promise<string[]> {
    const session = await page.context().newCDPSession(page);
    const evaluate = async (expression: string) =>
      (await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result.value;
    await evaluate(AXE);
    return evaluate(
      `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))))`,
    );
  }

  test('has every section, reached from the list of contents', async () => {
    const page = await open();

    expect(await page.locator('main section').evaluateAll((all: any[]) => all.map(({ id }: any) => id))).toEqual(
      SECTIONS,
    );
    for (const id of SECTIONS) {
      await page.locator(`nav a[href="#${id}"]`).click();
      expect(await page.locator(`#${id} h2`).isVisible()).toBe(true);
      expect(new URL(page.url()).hash).toBe(`#${id}`);
    }
    await page.close();
  });

  test.each(['light', 'dark'] as const)(
    'axe finds nothing, %s',
    async (colorScheme) => {
      const page = await open({ colorScheme });

      await allOpen(page);

      expect(await violations(page)).toEqual([]);
      const background = await page.evaluate(`getComputedStyle(document.body).backgroundColor`);
      expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(20, 23, 26)');
      await page.close();
    },
    60_000,
  );

  test('would find what is wrong: axe runs', async () => {
    const page = await open();

    await page.evaluate(
      `document.querySelector('h1').insertAdjacentHTML('afterend', '<img src="data:,"><p style="color:#eee">pale</p>')`,
    );

    expect((await violations(page)).map((each) => each.split(':')[0])).toEqual(
      expect.arrayContaining(['image-alt', 'color-contrast']),
    );
    await page.close();
  }, 60_000);

  test('fits on a phone: nothing is wider than the window, and each cell has its name', async () => {
    const page = await open({ viewport: { width: 390, height: 844 } });
    await allOpen(page);

    expect(await overflow(page)).toBe(0);
    const name = await page.evaluate(
      `getComputedStyle(document.querySelector('#tasks .t-containers td'), '::before').content`,
    );
    expect(name).toBe('"Container"');
    expect(await violations(page)).toEqual([]);
    await page.close();
  }, 60_000);

  test('is walked by keyboard: skip link, contents, entries that open, pictures that scroll', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } });
    const focused = () => page.evaluate<string>(`document.activeElement.outerHTML.slice(0, 60)`);

    await page.keyboard.press('Tab');
    expect(await focused()).toContain('class="skip"');
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('href="#tasks"');
    const first = page.locator('#tasks details').first();
    const before = await first.getAttribute('open');
    await first.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect((await first.getAttribute('open')) === null).toBe(before !== null);
    const stops = new Set<string>();
    for (let step = 0; step < 200; step++) {
      await page.keyboard.press('Tab');
      stops.add(await page.evaluate<string>(`String(document.activeElement.className)`));
    }
    expect(stops).toContain('picture');
    await page.close();
  }, 60_000);

  test('prints all of it, with entries open and without the contents', async () => {
    const page = await open();
    await page.emulateMedia({ media: 'print' });

    expect(await page.locator('nav').isVisible()).toBe(false);
    const closed = page.locator('#acknowledged details:not([open]) ul').first();
    expect(await closed.evaluate((each: any) => each.getBoundingClientRect().height)).toBeGreaterThan(0);
    expect((await page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  }, 60_000);

  test('draws arrows between boxes that do not lie on each other', async () => {
    const page = await open();

    const pictures = await page.locator('.picture svg').evaluateAll((all: any[]) =>
      all.map((svg) =>
        [...svg.querySelectorAll('.box rect:first-of-type')].map((rect: any) => {
          const { x, y, width, height } = rect.getBBox();
          return { x, y, right: x + width, bottom: y + height };
        }),
      ),
    );

    expect(pictures.length).toBeGreaterThan(1);
    for (const boxes of pictures) {
      boxes.forEach((a, index) =>
        boxes.slice(index + 1).forEach((b) => {
          expect(a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y).toBe(true);
        }),
      );
    }
    const outside = await page.locator('.picture .box').evaluateAll((all: any[]) =>
      all.flatMap((box) => {
        const rect = box.querySelector('rect')!.getBoundingClientRect();
        return [...box.querySelectorAll('text')]
          .filter((text: any) => text.getBoundingClientRect().right > rect.right + 1)
          .map((text: any) => text.textContent);
      }),
    );
    expect(outside).toEqual([]);
    await page.close();
  }, 60_000);

  test('asked for nothing but itself', () => {
    expect(new Set(requests)).toEqual(new Set([...requests].filter((url) => url.startsWith(pathToFileURL(file).href))));
    expect(requests.length).toBeGreaterThan(0);
  });
});

test('the browser that is found can be started', () => {
  expect(CHROMIUM === undefined || execFileSync(CHROMIUM, ['--version'], { encoding: 'utf8' }).length > 0).toBe(true);
});
