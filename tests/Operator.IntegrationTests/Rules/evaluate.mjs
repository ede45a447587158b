// Evaluates the CEL rules of a definition on objects, as an API server does, with an interpreter that nobody here wrote.
//   node evaluate.mjs <folder of @marcbachmann/cel-js> <file>
// The file holds {"schema": …, "objects": […]}. Prints a list: for each object the messages of the rules it breaks.
import {readFileSync} from 'node:fs'

const {parse} = await import(`${process.argv[2]}/lib/index.js`)
const {schema, objects} = JSON.parse(readFileSync(process.argv[3], 'utf8'))
const programs = new Map()
const unknown = {}

function program(rule) {
  if (!programs.has(rule)) programs.set(rule, parse(rule))
  return programs.get(rule)
}

// An API server knows from the schema which numbers are whole ones; JavaScript does not.
function typed(value, schema) {
  if (schema.type === 'integer') return BigInt(value)
  if (Array.isArray(value)) return value.map(item => typed(item, schema.items ?? unknown))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, typed(item, schema.properties?.[name] ?? schema.additionalProperties ?? unknown)]))
}

function broken(self, schema) {
  // Rules about a change do not apply to a new object.
  const own = (schema['x-kubernetes-validations'] ?? []).filter(one => !one.rule.includes('oldSelf')).filter(one => program(one.rule)({self}) !== true).map(one => one.message)
  if (Array.isArray(self)) return own.concat(self.flatMap(item => broken(item, schema.items)))
  if (self === null || typeof self !== 'object') return own
  return own.concat(Object.entries(self).flatMap(([name, item]) => {
    const inner = schema.properties?.[name] ?? schema.additionalProperties
    return inner ? broken(item, inner) : []
  }))
}

console.log(JSON.stringify(objects.map(object => broken(typed(object, schema), schema))))
