// Builds the page for Maven; `node build.mjs check` lints and tests it. Both run only after a change.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const windows = process.platform === 'win32';
const modules = join(here, 'node_modules');
const target = join(here, '..', 'target');
const golden = join(here, '..', 'src', 'test', 'resources', 'io', 'github', 'gradcam4j', 'studio', 'golden');
const openapi = join(here, '..', 'src', 'main', 'resources', 'io', 'github', 'gradcam4j', 'studio', 'openapi.json');

function npm(...words) {
  execFileSync(windows ? 'npm.cmd' : 'npm', words, {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
}

/** Runs a tool of the page. */
function run(tool, ...words) {
  execFileSync(process.execPath, [join(modules, tool), ...words], {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

function files(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => files(join(path, name)));
}

function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(files)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs the work unless the stamp shows that it was done for the same inputs. */
function unlessDone(stamp, inputs, result, work) {
  const expected = fingerprint(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === expected && existsSync(result)) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, expected);
}

/** Returns the sources of the page, with or without the files that only the checks read. */
function sources({ checks }) {
  const left = ['node_modules', ...(checks ? [] : ['test', 'vitest.config.ts', 'eslint.config.js'])];
  return readdirSync(here)
    .filter((name) => !left.includes(name) && !(name.startsWith('.prettier') && !checks))
    .map((name) => join(here, name));
}

function install() {
  unlessDone(join(modules, '.installed'), [join(here, 'package-lock.json')], join(modules, 'vite'), () => {
    console.log("Installing the page's tools (once per lock file)");
    npm('ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error');
  });
}

function checkTypes() {
  try {
    npm('run', '--silent', 'types', '--', '--check');
  } catch {
    console.error('src/lib/schema.d.ts does not match openapi.json. Run in studio/web: npm run types');
    process.exit(1);
  }
}

function build() {
  unlessDone(
    join(target, 'web.stamp'),
    [...sources({ checks: false }), openapi],
    join(target, 'classes', 'web', 'index.html'),
    () => {
      checkTypes();
      run('svelte-check/bin/svelte-check', '--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human');
      run('vite/bin/vite.js', 'build', '--logLevel', 'warn');
      run('vite/bin/vite.js', 'build', '--config', 'vite.exported.config.ts', '--logLevel', 'warn');
    },
  );
}

function check() {
  const stamp = join(target, 'web-check.stamp');
  unlessDone(stamp, [...sources({ checks: true }), golden], target, () => {
    run('typescript/bin/tsc', '-p', 'test');
    run('eslint/bin/eslint.js', '.');
    run('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.');
    run('vitest/vitest.mjs', 'run', '--reporter=dot');
  });
}

const checking = process.argv[2] === 'check';

try {
  install();
  if (checking) check();
  else build();
} catch (failure) {
  if (failure.status === undefined && failure.code === undefined) throw failure;
  console.error(
    checking
      ? `The page does not pass its checks: ${failure.message}. "npm run format" in studio/web fixes the format.`
      : `The page was not built: ${failure.message}. Node 20.19 or later with npm is needed; the first build downloads the tools.`,
  );
  process.exit(1);
}
