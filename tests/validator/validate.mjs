// SPDX-License-Identifier: MIT
// Runs the Khronos glTF validator over the outputs named in a manifest: none may have an error that
// its input does not have. Exit 77 (skipped) where the npm package is not installed.
//   node validate.mjs FOLDER
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

let validator;
try {
  validator = (await import('gltf-validator')).default;
} catch {
  console.log('SKIPPED: the npm package gltf-validator is not installed (npm ci in tests/validator)');
  process.exit(77);
}

async function errorsOf(path) {
  const report = await validator.validateBytes(new Uint8Array(await readFile(path)), {
    uri: path,
    maxIssues: 0,
    externalResourceFunction: async (uri) => new Uint8Array(await readFile(join(dirname(path), decodeURIComponent(uri)))),
  });
  return report.issues.messages.filter((m) => m.severity === 0).map((m) => `${m.code} ${m.pointer}: ${m.message}`);
}

const folder = process.argv[2];
const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
let failed = 0;
let inherited = 0;
for (const { output, input } of manifest) {
  const errors = await errorsOf(output);
  if (errors.length === 0) continue;
  const known = new Set(input ? await errorsOf(input) : []);
  const fresh = errors.filter((e) => !known.has(e));
  inherited += errors.length - fresh.length;
  if (fresh.length === 0) continue;
  failed += 1;
  console.log(`${input ?? output}: ${fresh.length} new errors`);
  for (const e of fresh.slice(0, 5)) console.log(`  ${e}`);
}
console.log(`${manifest.length} files, ${failed} with new errors, ${inherited} errors that the inputs have themselves`);
process.exit(failed === 0 ? 0 : 1);
