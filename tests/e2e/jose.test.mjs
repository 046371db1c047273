// Our tokens and another library's (npm jose) meet: what one signs the other verifies, and neither takes a
// forgery.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const BUILD = process.env.BUILD || 'build';
const NOW = Date.now();
const CLAIMS = { sub: '张三', dept: 'zjj', epoch: 3 };

const dir = mkdtempSync(join(tmpdir(), 'wz-keys-'));
let hmacKey, answerKey, jwks;

/* What the probe printed, or null when it refused; anything else is a broken test. */
function probe(...args) {
  const { status, stdout, stderr } = spawnSync(resolve(ROOT, BUILD, 'crypt_probe'),
    [dir, ...args.map(String)],
    { encoding: 'utf8' });
  assert.ok(status === 0 || status === 1, `crypt_probe ${args[0]}: ${status} ${stderr}`);
  return status === 0 ? stdout.trim() : null;
}

const verify = (token, kind = 'session', now = NOW) => probe('verify', kind, token, now);
const b64 = (value) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function keyFile(use) {
  const name = readdirSync(dir).find((file) => file.startsWith(`${use}-`));
  const key = JSON.parse(readFileSync(join(dir, name), 'utf8'));
  return { kid: key.kid, secret: Buffer.from(key.secret, 'base64url') };
}

before(async () => {
  const make = spawnSync('make', ['-s', `${BUILD}/crypt_probe`], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(make.status, 0, make.stderr);
  jwks = JSON.parse(probe('jwks'));
  hmacKey = keyFile('sign');
  answerKey = keyFile('answer');
});

after(() => rmSync(dir, { recursive: true, force: true }));

/* A key that signs like ours: only the keys folder has what is needed. */
function answerPrivateKey() {
  return jose.importJWK({ ...jwks.keys[0], d: answerKey.secret.toString('base64url') }, 'ES256');
}

test('jose verifies our HS256 token and reads its claims', async () => {
  const exp = NOW + 90_000;
  const token = probe('sign', 'session', JSON.stringify(CLAIMS), exp);
  const { payload, protectedHeader } = await jose.jwtVerify(token, hmacKey.secret,
    { algorithms: ['HS256'], typ: 'session+jwt' });
  assert.deepEqual(payload, { ...CLAIMS, exp: Math.ceil(exp / 1000) });
  assert.deepEqual(protectedHeader, { alg: 'HS256', kid: hmacKey.kid, typ: 'session+jwt' });
});

test('jose finds our token expired when we do', async () => {
  const exp = Math.ceil(NOW / 1000) * 1000;
  const token = probe('sign', 'session', JSON.stringify(CLAIMS), exp);
  const at = (ms) => jose.jwtVerify(token, hmacKey.secret, { currentDate: new Date(ms) });
  await at(exp - 1000);
  assert.deepEqual(JSON.parse(verify(token, 'session', exp - 1000)), CLAIMS);
  await assert.rejects(at(exp), jose.errors.JWTExpired);
  assert.equal(verify(token, 'session', exp), null);
});

test('we verify the HS256 token that jose signs with our secret', async () => {
  const token = await new jose.SignJWT(CLAIMS)
    .setProtectedHeader({ typ: 'session+jwt', alg: 'HS256', kid: hmacKey.kid })
    .setExpirationTime(Math.floor(NOW / 1000) + 60).sign(hmacKey.secret);
  assert.deepEqual(JSON.parse(verify(token)), CLAIMS);
  assert.equal(verify(token, 'form'), null, 'as another kind');
  assert.equal(verify(token, 'session', NOW + 61_000), null, 'after its time');
});

test('jose verifies our ES256 seal with our published keys', async () => {
  const claims = { case: 17, version: 1, text: '已于11月修好。' };
  const seal = probe('seal', JSON.stringify(claims));
  const { payload, protectedHeader } = await jose.compactVerify(seal, jose.createLocalJWKSet(jwks),
    { algorithms: ['ES256'] });
  assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), claims);
  assert.deepEqual(protectedHeader, { alg: 'ES256', kid: answerKey.kid, typ: 'answer+jws' });
});

test('jose refuses our seal once it was changed', async () => {
  const [header, payload, signature] = probe('seal', '{"case":17}').split('.');
  const keys = jose.createLocalJWKSet(jwks);
  await jose.compactVerify(`${header}.${payload}.${signature}`, keys);
  await assert.rejects(jose.compactVerify(`${header}.${b64({ case: 18 })}.${signature}`, keys),
    jose.errors.JWSSignatureVerificationFailed);
});

test('we verify the ES256 seal that jose makes with our key', async () => {
  const sign = async (header) => new jose.CompactSign(Buffer.from('{"case":17}')).setProtectedHeader(header)
    .sign(await answerPrivateKey());
  assert.equal(probe('open', await sign({ typ: 'answer+jws', alg: 'ES256', kid: answerKey.kid })),
    '{"case":17}');
  assert.equal(probe('open', await sign({ typ: 'JWT', alg: 'ES256', kid: answerKey.kid })), null);
  assert.equal(probe('open', await sign({ alg: 'ES256', kid: answerKey.kid })), null);
});

test('a stranger\'s key under our kid seals nothing', async () => {
  const { privateKey } = await jose.generateKeyPair('ES256');
  const seal = await new jose.CompactSign(Buffer.from('{"case":17}'))
    .setProtectedHeader({ alg: 'ES256', kid: answerKey.kid, typ: 'answer+jws' }).sign(privateKey);
  assert.equal(probe('open', seal), null);
});

test('a key that comes with the token is not used', async () => {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256');
  const jwk = await jose.exportJWK(publicKey);
  const seal = await new jose.CompactSign(Buffer.from('{"case":17}'))
    .setProtectedHeader({ alg: 'ES256', kid: answerKey.kid, typ: 'answer+jws', jwk }).sign(privateKey);
  assert.equal(probe('open', seal), null);
});

test('alg none is refused', () => {
  const unsecured = new jose.UnsecuredJWT(CLAIMS).encode();
  assert.equal(verify(unsecured), null);
  for (const alg of ['none', 'None', 'nOnE', '']) {
    const head = b64({ alg, kid: hmacKey.kid, typ: 'session+jwt' });
    assert.equal(verify(`${head}.${b64(CLAIMS)}.`), null, alg);
    assert.equal(verify(`${head}.${b64(CLAIMS)}`), null, alg);
  }
});

test('an HMAC by the public key is refused as token and as seal', async () => {
  const pem = await jose.exportSPKI(await jose.importJWK(jwks.keys[0], 'ES256'));
  const raw = Buffer.concat([Buffer.from([4]), ...['x',
    'y'].map((c) => Buffer.from(jwks.keys[0][c], 'base64url'))]);
  for (const secret of [pem, pem.trim(), raw, JSON.stringify(jwks.keys[0]), jwks.keys[0].x]) {
    for (const [alg, typ] of [['HS256', 'session+jwt'], ['HS256', 'answer+jws'], ['ES256', 'answer+jws']]) {
      for (const kid of [answerKey.kid, hmacKey.kid]) {
        const input = `${b64({ alg, kid, typ })}.${b64(CLAIMS)}`;
        const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
        assert.equal(verify(token), null);
        assert.equal(probe('open', token), null);
      }
    }
  }
});

test('a longer HMAC with our secret is no HS256', async () => {
  const token = await new jose.SignJWT(CLAIMS)
    .setProtectedHeader({ alg: 'HS512', kid: hmacKey.kid, typ: 'session+jwt' })
    .sign(Buffer.concat([hmacKey.secret, Buffer.alloc(32)]));
  assert.equal(verify(token), null);
});
