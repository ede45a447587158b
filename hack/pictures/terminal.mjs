// Draws what a program wrote to a terminal as it looks there: colours, lines that were erased. The first argument is the command that a reader types.
import { readFileSync } from 'node:fs'

const plain = '#e6edf3'
const colours = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 35: '#d2a8ff' }
const escape = text => text.replace(/[&<>]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one])

// A line as pieces of one colour each. What stood there before it was erased is not seen.
const pieces = line => {
  const found = []
  let colour = plain
  for (const part of line.split(/\r?\x1b\[K/).at(-1).replaceAll(/\r|\x1b\[\?[0-9]+[hl]|\x1b[=>]/g, '').split(/(\x1b\[[0-9;]*m)/)) {
    const code = /^\x1b\[([0-9;]*)m$/.exec(part)?.[1]
    if (code !== undefined) colour = colours[code] ?? plain
    else if (part) found.push({ text: part, colour })
  }
  return found
}

// What is longer than a line goes on in the next, as a terminal has it.
const columns = 110
const broken = line => {
  const lines = [[]]
  let used = 0
  for (let { text, colour } of line) {
    while (used + text.length > columns) {
      lines.at(-1).push({ text: text.slice(0, columns - used), colour })
      lines.push([])
      text = text.slice(columns - used)
      used = 0
    }
    lines.at(-1).push({ text, colour })
    used += text.length
  }
  return lines
}

const shown = readFileSync(0, 'utf8').trimEnd().split('\n').map(pieces).flatMap(broken)
const lines = [[{ text: process.argv[2], colour: plain }], ...shown]
const length = line => line.reduce((sum, piece) => sum + piece.text.length, 0)
const width = Math.max(...lines.map(length)) * 7.9 + 40
const height = lines.length * 19 + 34
const text = lines.map((line, index) => {
  const spans = line.map(piece => `<tspan fill="${piece.colour}">${escape(piece.text)}</tspan>`)
  return `<text x="20" y="${30 + index * 19}" xml:space="preserve">${spans.join('')}</text>`
})
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...text,
    '</svg>',
  ].join('\n'),
)
