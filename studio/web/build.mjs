// Builds the page for Maven: installs what the lock file says and builds, each only if something has changed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const windows = process.platform === 'win32';

function npm(...words) {
  execFileSync(windows ? 'npm.cmd' : 'npm', words, { cwd: here, stdio: ['ignore', 'ignore', 'inherit'], shell: windows });
}

function files(path) {
  return statSync(path).isDirectory() ? readdirSync(path).sort().flatMap((name) => files(join(path, name))) : [path];
}

function fingerprint(names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => files(join(here, name)))) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs the work unless the stamp says that it was done for just these inputs. */
function unlessDone(stamp, inputs, result, work) {
  const wanted = fingerprint(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(result)) return;
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

const modules = join(here, 'node_modules');
const target = join(here, '..', 'target');

try {
  unlessDone(join(modules, '.installed'), ['package-lock.json'], join(modules, 'vite'), () => {
    console.log('Installing the page\'s tools (once per lock file)');
    npm('ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error');
  });
  const sources = readdirSync(here).filter((name) => name !== 'node_modules');
  unlessDone(join(target, 'web.stamp'), sources, join(target, 'classes', 'web', 'index.html'), () => {
    execFileSync(process.execPath, [join(modules, 'svelte-check', 'bin', 'svelte-check'), '--tsconfig', 'tsconfig.json', '--fail-on-warnings', '--output', 'human'], { cwd: here, stdio: ['ignore', 'inherit', 'inherit'] });
    execFileSync(process.execPath, [join(modules, 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: here, stdio: 'inherit' });
  });
} catch (failure) {
  if (failure.status === undefined && failure.code === undefined) throw failure;
  console.error(`The page was not built: ${failure.message}. Node 20.19 or later with npm is needed; the first build fetches the tools.`);
  process.exit(1);
}
