// The page of the simulator's own server: shows what happens, as it happens, and takes every text for a text.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.js';
import { offerText } from '../simulator/test-support.js';

const row = (name: string): RegExp => new RegExp(`^\\s*${name}`);

test('the page shows cameras, sessions, violations and the log, live', async ({
  page,
  simulator,
  token,
}) => {
  const response = await page.goto(`${simulator.origin}/`);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await expect(page.getByRole('status')).toHaveText('Live');
  const camera = page.locator('#cameras').getByRole('row', { name: row('front-door') });
  await expect(camera).toContainText('online, battery');
  await expect(page.locator('#violations')).toHaveText('nothing');

  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/sdp' };
  const opened = await fetch(simulator.origin + simulator.endpointPath('front-door'), {
    method: 'POST',
    headers,
    body: offerText(),
  });
  const location = opened.headers.get('Location') ?? '';
  const session = page
    .locator('#sessions')
    .getByRole('row', { name: location.split('/').at(-1) ?? '' });
  await expect(session).toContainText('open');
  await expect(camera.getByRole('cell').nth(3)).toHaveText('1');
  await expect(page.locator('#violations')).toContainText('is still open');
  await fetch(location, { method: 'DELETE', headers });
  await expect(session).toContainText('by delete');
  await expect(page.locator('#violations')).toHaveText('nothing');
  await expect(page.locator('#log li').first()).toContainText(/200 {2}DELETE/);

  simulator.device('front-door').onPost({ reply: { status: 418 } }, { times: 2 });
  await page.request.patch(`${simulator.origin}/control/devices/front-door`, {
    data: { online: false },
  });
  await expect(camera).toContainText('offline');
  await expect(camera).toContainText('2 POST');
  await expect(page.locator('#log li').first()).toContainText('PATCH /control/devices/front-door');

  await page.request.post(`${simulator.origin}/control/reset`);
  await expect(camera).toContainText('online');
  await expect(page.locator('#sessions tr')).toHaveCount(0);
});

test('a name that looks like markup is shown as it is written', async ({ page, simulator }) => {
  const name = '<img src=x onerror="document.title = 1">';
  simulator.addDevice({ id: 'strange', name });
  await page.goto(`${simulator.origin}/`);
  await expect(page.locator('#cameras')).toContainText(name);
  await expect(page).toHaveTitle('Camera simulator');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the page can be read by everybody, ${colorScheme}`, async ({ page, simulator }) => {
    simulator.ledger.addStrayDelete('/nowhere');
    await page.emulateMedia({ colorScheme });
    await page.goto(`${simulator.origin}/`);
    await expect(page.locator('#violations')).toContainText('/nowhere');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    simulator.ledger.clear();
  });
}

test('when the simulator ends, the page says so', async ({ page, simulator, watch }) => {
  watch.allowConsole(/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING)/);
  await page.goto(`${simulator.origin}/`);
  await expect(page.getByRole('status')).toHaveText('Live');
  await simulator.close();
  await expect(page.getByRole('status')).toHaveText('The simulator does not answer');
});
