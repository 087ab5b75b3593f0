import { expect, test } from '@playwright/test';

test('whoever comes is asked to sign in, in their language', async ({ page, locale }) => {
  const answer = await page.goto('/');
  expect(answer?.ok()).toBe(true);
  await expect(page.locator('html')).toHaveAttribute('lang', locale?.slice(0, 2) ?? 'en');
});

test('nobody reads the metrics without the token', async ({ request }) => {
  expect((await request.get('/metrics')).status()).toBe(401);
});

test('calls are ready before the stories begin', async ({ request }) => {
  const { parts } = (await (await request.get('/readyz')).json()) as {
    parts: Record<string, { state: string }>;
  };
  expect(parts['media']?.state).toBe('ready');
});
