// Draws what a program printed as it looks in a terminal. The first argument is the command; the lines of a plan get the colours that a terminal shows.
import { readFileSync } from 'node:fs'

const lines = [process.argv[2], ...readFileSync(0, 'utf8').trimEnd().split('\n')]
const colours = { '+': '#7ee787', '~': '#e3b341', '±': '#e3b341', '-': '#ff7b72', x: '#ff7b72', '!': '#d2a8ff' }
const escape = text => text.replace(/[&<>]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one])
const width = Math.max(...lines.map(line => line.length)) * 7.9 + 40
const height = lines.length * 19 + 34
let colour = '#e6edf3'
const text = lines.map((line, index) => {
  const sign = /^ {2}([^ ]) /.exec(line)?.[1]
  colour = sign ? colours[sign] ?? '#e6edf3' : /^ {6}/.test(line) ? colour : '#e6edf3'
  return `<text x="20" y="${30 + index * 19}" fill="${colour}" xml:space="preserve">${escape(line)}</text>`
})
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    ...text,
    '</svg>',
  ].join('\n'),
)
