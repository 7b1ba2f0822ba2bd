import { expect, test } from 'vitest';
import { refusal } from '../src/dashboard/http/guard.ts';

const port = 4173;
const host = `127.0.0.1:${port}`;
const origin = `http://${host}`;
const json = { 'content-type': 'application/json' };

test.each([
  ['a page that is opened', 'GET', { host }],
  ['one by its other name', 'GET', { host: `localhost:${port}` }],
  ['a HEAD', 'HEAD', { host }],
  ['the page’s own scripts', 'GET', { host, 'sec-fetch-site': 'same-origin' }],
  ['the page’s events', 'GET', { host, origin, 'sec-fetch-site': 'same-origin' }],
  [
    'a link on another site that a person follows',
    'GET',
    { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
  ['a POST of the page', 'POST', { host, origin, ...json }],
  [
    'a POST with a charset',
    'POST',
    { host, origin, 'content-type': 'application/json; charset=utf-8' },
  ],
])('lets %s pass', (_, method, headers) => {
  expect(refusal({ method, headers }, port)).toBeUndefined();
});

test.each([
  ['no Host', 'GET', {}],
  ['another name that leads here', 'GET', { host: `evil.example:${port}` }],
  ['the Host of another port', 'GET', { host: '127.0.0.1:1' }],
  ['the Host without a port', 'GET', { host: '127.0.0.1' }],
  ['the Origin of another site', 'GET', { host, origin: 'https://evil.example' }],
  ['the Origin of another port', 'GET', { host, origin: 'http://127.0.0.1:1' }],
  ['an opaque Origin', 'GET', { host, origin: 'null' }],
  ['the Origin by https', 'GET', { host, origin: `https://${host}` }],
  [
    'an Origin that is not its own Host',
    'GET',
    { host: `localhost:${port}`, origin: `http://127.0.0.1:${port}` },
  ],
  ['a script or image on another site', 'GET', { host, 'sec-fetch-site': 'cross-site' }],
  [
    'a script of another port of this machine',
    'GET',
    { host, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
  ],
  [
    'a form of another site',
    'POST',
    { host, origin, ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  ],
  ['a POST without Origin', 'POST', { host, ...json }],
  ['a POST from elsewhere', 'POST', { host, origin: 'http://evil.example', ...json }],
])('refuses %s', (_, method, headers) => {
  expect(refusal({ method, headers }, port)).toMatchObject({ status: 403 });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', undefined])(
  'refuses a POST of type %s',
  (type) => {
    const headers = { host, origin, ...(type && { 'content-type': type }) };
    expect(refusal({ method: 'POST', headers }, port)).toMatchObject({ status: 415 });
  },
);

test.each(['PUT', 'DELETE', 'OPTIONS', 'TRACE'])('refuses %s', (method) => {
  expect(refusal({ method, headers: { host, origin } }, port)).toMatchObject({ status: 405 });
});
