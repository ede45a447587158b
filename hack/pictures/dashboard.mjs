// Draws the chart's Grafana dashboard from what a Prometheus answers to the queries of its panels. A panel whose queries give nothing ends it: such a panel
// would be empty in Grafana too.
//   node dashboard.mjs PROMETHEUS START END     times in seconds
import { readFileSync } from 'node:fs'
import { chart, colours, escape, stat, table } from './panels.mjs'

const [prometheus, start, end] = [process.argv[2], +process.argv[3], +process.argv[4]]
const dashboard = JSON.parse(readFileSync('charts/databricks-operator/files/dashboard.json', 'utf8'))
// Every panel is drawn on the dashboard's own grid of 24 columns.
const [column, row, gap] = [40, 28, 6]
const scrape = 2

// As Grafana fills in its variables; its rate interval is four scrapes.
const filled = expr => expr.replaceAll('$namespace', 'databricks-operator-system').replaceAll('$workspace', '.*').replaceAll('$__rate_interval', `${4 * scrape}s`)

async function ask(path, parameters) {
  const response = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`)
  const answer = await response.json()
  if (answer.status !== 'success') throw new Error(`${parameters.query}: ${answer.error}`)
  return answer.data.result
}

// Grafana names a line by its legend, or else by its labels.
const name = (legend, labels) => legend ? legend.replace(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? '') : Object.values(labels).join(' ')

async function series(panel) {
  const found = []
  for (const { expr, legendFormat, instant } of panel.targets) {
    const query = filled(expr)
    const result = instant ? await ask('query', { query, time: end }) : await ask('query_range', { query, start, end, step: scrape })
    for (const { metric, value, values } of result) {
      const points = (values ?? [value]).map(([time, text]) => [time, +text]).filter(([, number]) => Number.isFinite(number))
      if (points.length) found.push({ name: name(legendFormat, metric), labels: metric, points })
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const drawn = []
const empty = []
let height = 0
for (const panel of dashboard.panels) {
  const { x, y, w, h } = panel.gridPos
  const box = { width: w * column - gap, height: h * row - gap }
  height = Math.max(height, (y + h) * row)
  drawn.push(`<g transform="translate(${x * column + gap} ${y * row + gap})">`)
  if (panel.type === 'row') {
    drawn.push(`<text x="4" y="15" font-size="13" font-weight="600">${escape(panel.title)}</text></g>`)
    continue
  }
  const lines = await series(panel)
  if (!lines.length) empty.push(panel.title)
  drawn.push(
    `<rect width="${box.width}" height="${box.height}" rx="2" fill="${colours.panel}"/>`,
    `<text x="8" y="16" font-size="12" font-weight="600">${escape(panel.title)}</text>`,
    ...{ stat, table, timeseries: chart }[panel.type](panel, lines, box, { start, end, step: scrape }),
    '</g>',
  )
}
if (empty.length) {
  console.error(`These panels of the dashboard show nothing: ${empty.join(', ')}`)
  process.exit(1)
}
const width = 24 * column + gap
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + gap}" font-family="sans-serif" font-size="11" fill="${colours.text}">`,
    `<rect width="${width}" height="${height + gap}" fill="${colours.page}"/>`,
    ...drawn,
    '</svg>',
  ].join('\n'),
)
