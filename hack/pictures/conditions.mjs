// Draws the conditions of one object over time: HISTORY as stamp.mjs writes it, MARKS with a time and what happened in each line.
import { readFileSync } from 'node:fs'

const [history, marks] = [2, 3].map(index => readFileSync(process.argv[index], 'utf8').trim().split('\n'))
const seen = history.map(line => JSON.parse(line))
const events = marks.map(line => ({ time: +line.split(' ')[0], text: line.slice(line.indexOf(' ') + 1) }))
const types = ['Ready', 'Synced', 'Reconciling', 'Stalled']
const colours = { True: '#2da44e', False: '#cf222e', Unknown: '#bf8700' }
const busy = { Reconciling: '#0969da', Stalled: '#cf222e' }
const [left, top, row, width] = [90, 46, 34, 900]
const start = events[0].time
const end = seen.at(-1).time + 1500
const x = time => left + Math.max(0, Math.min(1, (time - start) / (end - start))) * (width - left - 20)
const escape = text => text.replace(/[&<>]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one])

// One bar from a change of status or reason to the next.
const bars = types.map(type => {
  const found = []
  for (const { time, conditions } of seen) {
    const condition = conditions.find(one => one.type === type)
    const key = condition ? `${condition.status} ${condition.reason}` : ''
    if (found.at(-1)?.key === key) continue
    if (found.length) found.at(-1).end = time
    found.push({ key, start: time, end, status: condition?.status, reason: condition?.reason })
  }
  return found.filter(bar => bar.key)
})

const height = top + types.length * row + 34
const svg = [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`, `<rect width="${width}" height="${height}" fill="white"/>`]
for (const event of events) {
  const at = x(event.time).toFixed(1)
  svg.push(`<line x1="${at}" y1="28" x2="${at}" y2="${height - 26}" stroke="#888" stroke-dasharray="3 3"/>`, `<text x="${at}" y="22" fill="#444">${escape(event.text)}</text>`)
}
types.forEach((type, index) => {
  const y = top + index * row
  svg.push(`<text x="${left - 8}" y="${y + 16}" text-anchor="end">${type}</text>`)
  for (const bar of bars[index]) {
    const [from, to] = [x(bar.start), x(bar.end)]
    svg.push(`<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(2, to - from).toFixed(1)}" height="24" rx="3" fill="${busy[type] ?? colours[bar.status]}"><title>${bar.status} ${bar.reason}</title></rect>`)
    if (to - from > bar.reason.length * 6.6 + 6) svg.push(`<text x="${(from + 5).toFixed(1)}" y="${y + 16}" fill="white">${bar.reason}</text>`)
  }
})
for (let second = 0; second * 1000 <= end - start; second += 2) {
  svg.push(`<text x="${x(start + second * 1000).toFixed(1)}" y="${height - 8}" fill="#666" text-anchor="middle">${second} s</text>`)
}
console.log([...svg, '</svg>'].join('\n'))
