// What `npm start`, `npm run dev`, `npm test`, `npm run backup` and `npm run restore` run, on any Node from 20: it brings the rest and hands over
// to the pinned Node 24. Plain JavaScript without dependencies, because nothing is installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// A backup and a restore read their own words; npm says in INIT_CWD where they were typed.
const [task, ...words] = process.argv.slice(2);
const copies = task === '--backup' || task === '--restore';
const flags = new Set(copies ? [] : process.argv.slice(2));
const KNOWN = ['--dev', '--test', '--lan'];
process.env.INIT_CWD ??= process.cwd();
const INSTALL_STAMP = path.join(root, 'node_modules', '.twinward-installed');
const BUILD_STAMP = path.join(root, 'build', '.twinward-built');
const BUILD_INPUTS = ['src', 'static', 'vite.config.ts', 'svelte.config.js', 'package-lock.json'];
// Tests, and what the compiler of the messages writes itself.
const NOT_IN_BUILD = /\.test\.ts$|[\\/]paraglide[\\/]|project\.inlang[\\/](?!settings\.json)/;

process.chdir(root);
await main();

async function main() {
  requireNode();
  for (const flag of flags) {
    if (!KNOWN.includes(flag)) fail(`Unknown option ${flag}. Known: ${KNOWN.join(' ')}`);
  }
  install();
  const node = pinnedNode();
  if (copies) return handOver(node, ['server/backup/main.ts', task.slice(2), ...words]);
  if (flags.has('--test')) return handOver(node, ['server/test-run.ts']);
  if (flags.has('--dev')) return watchAndRun(node);
  build(node);
  return handOver(node, ['server/main.ts', ...(flags.has('--lan') ? ['--lan'] : [])]);
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  fail(
    `Twinward needs Node 20 or newer to begin with; this is ${process.version}. Get one from https://nodejs.org.`,
  );
}

/** Installs when nothing is there or when the lock file is another one than last time. */
function install() {
  const lock = sha256(fs.readFileSync('package-lock.json'));
  if (readText(INSTALL_STAMP) === lock && fs.existsSync('node_modules/node/package.json')) return;
  if (installedMatchesLock()) return stamp(INSTALL_STAMP, lock);
  say('Installing what the product needs (a minute or two the first time) …');
  const run = spawnSync(npm(), ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (run.status !== 0) {
    fail('The installation did not succeed (see above). Check the network and run the command again.');
  }
  stamp(INSTALL_STAMP, lock);
}

/** Somebody ran `npm ci` or `npm install` by hand: npm leaves a copy of the lock file that tells. */
function installedMatchesLock() {
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  const wanted = readJson('package-lock.json')?.packages;
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([where, entry]) => where === '' || entry.optional || installed[where]?.version === entry.version,
  );
}

function pinnedNode() {
  const found = nodeCandidates()[0];
  if (found) return found;
  // Install scripts were off: the package `node` is there without its binary, so fetch the platform's package.
  const version = readJson('node_modules/node/package.json')?.version;
  if (!version) fail('The package "node" is missing from node_modules. Remove node_modules and start again.');
  say(`Fetching Node ${version} for ${process.platform} ${process.arch} …`);
  const name = nodePackage();
  const run = spawnSync(
    npm(),
    [
      'install',
      '--no-save',
      '--no-package-lock',
      '--ignore-scripts',
      '--prefix',
      'node_modules/node',
      `${name}@${version}`,
    ],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  const fetched = nodeCandidates()[0];
  if (run.status === 0 && fetched) return fetched;
  return fail(
    `Node ${version} could not be fetched (npm package ${name}). Check the network and start again.`,
  );
}

function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

/** Every place npm may have put the binary, those that truly run first. */
function nodeCandidates() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const wanted = readJson('node_modules/node/package.json')?.version;
  return [
    path.join('node_modules', 'node', 'bin', file),
    path.join('node_modules', 'node', 'node_modules', nodePackage(), 'bin', file),
    path.join('node_modules', nodePackage(), 'bin', file),
  ]
    .map((candidate) => path.resolve(candidate))
    .filter((candidate) => fs.existsSync(candidate) && runs(candidate, wanted));
}

function runs(binary, version) {
  const answer = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return answer.status === 0 && answer.stdout.trim() === `v${version}`;
}

/** Builds the pages when their sources are others than those of the last build. */
function build(node) {
  const wanted = sourcesHash();
  if (readText(BUILD_STAMP) === wanted && fs.existsSync('build/handler.js')) return;
  say('Building the pages …');
  const run = spawnSync(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...environment(node), NODE_ENV: 'production' },
  });
  if (run.status !== 0)
    fail(`${run.stdout ?? ''}${run.stderr ?? ''}\nThe pages could not be built (see above).`);
  stamp(BUILD_STAMP, wanted);
}

function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of BUILD_INPUTS.flatMap(filesBelow)) {
    if (NOT_IN_BUILD.test(file)) continue;
    hash.update(file).update('\0').update(fs.readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(where) {
  if (!fs.existsSync(where)) return [];
  if (fs.statSync(where).isFile()) return [where];
  return fs
    .readdirSync(where)
    .sort()
    .flatMap((name) => filesBelow(path.join(where, name)));
}

/** Runs the real thing as a child, passes signals on, and ends as it ends. */
function handOver(node, args) {
  const child = runChild(node, args);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`Node could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

// The channel tells the server when this launcher is gone (kill -9), so that it never stays behind alone.
function runChild(node, args) {
  return spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: environment(node),
  });
}

function watchAndRun(node) {
  let stopping = false;
  let timer;
  let child;
  const run = () => {
    child = runChild(node, ['server/main.ts', '--dev']);
    child.on('exit', (code) => {
      if (stopping) process.exit(code ?? 0);
      if (child.restart) return run();
      say('The server has ended. Save a file to start it again.');
    });
  };
  const restart = () => {
    if (child.exitCode !== null || child.signalCode !== null) return run();
    child.restart = true;
    child.kill('SIGTERM');
  };
  for (const folder of ['server', 'migrations', 'src/domain'].filter((f) => fs.existsSync(f))) {
    fs.watch(folder, { recursive: true }, (_event, name) => {
      if (!name || !/\.(ts|json)$/.test(name) || /\.test\.ts$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(restart, 150);
    });
  }
  const end = (signal) => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) process.exit(0);
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(signal));
  whenNpmIsGone(() => end('SIGTERM'));
  run();
}

// npm hands SIGTERM to a shell, which ends without telling us: without this the product would run on.
function whenNpmIsGone(then) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, 300);
  timer.unref();
}

function environment(node) {
  const bins = [path.dirname(node), path.join(root, 'node_modules', '.bin')];
  return { ...process.env, PATH: [...bins, process.env.PATH ?? ''].join(path.delimiter) };
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function readText(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : null;
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

function stamp(file, text) {
  try {
    fs.writeFileSync(file, text + '\n');
  } catch {
    // A read-only checkout: the next start looks again.
  }
}

function say(text) {
  console.log(text);
}

function fail(text) {
  console.error(text);
  process.exit(1);
}
