#!/usr/bin/env node
// Writes the cases of the public suite http-tests/cache-tests as one JSON file, for CacheTestsTest, which plays them
// without Node.
//
//   npm pack http-cache-tests@0.4.5 && tar xzf http-cache-tests-0.4.5.tgz
//   bench/check/export-cache-tests.mjs package "http-cache-tests 0.4.5 (npm)" > .../cachetests/npm.json
//   git clone https://github.com/http-tests/cache-tests
//   bench/check/export-cache-tests.mjs cache-tests "http-tests/cache-tests b55b8bd" > .../cachetests/repository.json
//
// The cases are data of others (BSD-3-Clause): LICENSE of the suite stands beside them.
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [root, edition] = process.argv.slice(2)
if (!root || !edition) {
  console.error('usage: export-cache-tests.mjs DIRECTORY-OF-THE-SUITE NAME-AND-VERSION')
  process.exit(2)
}
const load = async file => (await import(pathToFileURL(path.resolve(root, 'tests', file)))).default
const suites = await load('index.mjs')
if (fs.existsSync(path.join(root, 'tests', 'surrogate-control.mjs'))) { // the npm edition's command adds it likewise
  suites.push(await load('surrogate-control.mjs'))
}
const { homepage, license } = JSON.parse(fs.readFileSync(path.join(root, 'package.json')))
const cases = suites.flatMap(suite => suite.tests.map(test => ({ suite: suite.id, ...test })))
const lines = cases.map(each => JSON.stringify(each)).join(',\n')
console.log(`{"edition": ${JSON.stringify(edition)}, "homepage": ${JSON.stringify(homepage)}, ` +
  `"license": ${JSON.stringify(license)}, "cases": [\n${lines}\n]}`)
