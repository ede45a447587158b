// Panels as Grafana draws them: a number, a table, lines over time.
export const colours = { page: '#111217', panel: '#181b1f', line: '#2c3235', text: '#ccccdc', faint: '#8e8e9a', green: '#73bf69', red: '#f2495c' }
const palette = '#7eb26d #eab839 #6ed0e0 #ef843c #e24d42 #1f78c1 #ba43a9 #705da0 #508642 #cca300 #447ebc #c15c17 #f29191 #82b5d8 #e5a8e2 #f9d9f9'.split(' ')

export const escape = text => text.replace(/[&<>]/g, one => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one])
const short = (text, letters) => (text.length > letters ? `${text.slice(0, letters - 1)}…` : text)
const fixed = number => +number.toFixed(1)
const rounded = number => +number.toPrecision(3)

// A number with its unit, by Grafana's names of units.
function value(number, unit) {
  if (number === 0) return unit === 's' ? '0 s' : '0'
  if (unit === 'bytes') return `${rounded(number / 1024 ** 2)} MiB`
  if (unit === 's') return number < 1 ? `${rounded(number * 1000)} ms` : `${rounded(number)} s`
  return `${rounded(number)}${{ reqps: ' req/s', ops: ' ops/s' }[unit] ?? ''}`
}

export function stat(panel, lines, box) {
  const { unit, thresholds } = panel.fieldConfig.defaults
  const number = lines[0]?.points.at(-1)[1]
  const shown = panel.options.textMode === 'name' ? lines.map(line => line.name).join(', ') : value(number ?? 0, unit)
  const colour = thresholds.steps.filter(step => step.value === null || number >= step.value).at(-1).color
  return [`<text x="${box.width / 2}" y="${box.height / 2 + 22}" font-size="34" text-anchor="middle" fill="${colours[colour]}">${escape(shown)}</text>`]
}

export function table(panel, lines, box) {
  const hidden = panel.transformations.flatMap(one => Object.keys(one.options.excludeByName))
  const names = [...new Set(lines.flatMap(line => Object.keys(line.labels)))].sort().concat('Value').filter(one => !hidden.includes(one))
  const rows = lines.map(line => names.map(one => (one === 'Value' ? `${line.points.at(-1)[1]}` : (line.labels[one] ?? ''))))
  // A column is as wide as its longest text needs.
  const lengths = names.map((one, index) => Math.max(one.length, ...rows.map(row => row[index].length)) + 4)
  const starts = lengths.map((_, index) => 8 + (lengths.slice(0, index).reduce((sum, one) => sum + one, 0) * (box.width - 16)) / lengths.reduce((sum, one) => sum + one, 0))
  const line = (cells, y, colour) => cells.map((cell, index) => `<text x="${fixed(starts[index])}" y="${y}" fill="${colour}">${escape(cell)}</text>`).join('')
  const room = Math.floor((box.height - 46) / 17)
  const more = rows.length > room ? [`<text x="8" y="${box.height - 4}" fill="${colours.faint}">and ${rows.length - room + 1} more</text>`] : []
  return [line(names, 34, colours.faint), ...rows.slice(0, more.length ? room - 1 : room).map((row, index) => line(row, 53 + index * 17, colours.text)), ...more]
}

// Ticks at round numbers of the unit that is shown, at most five of them.
function ticks(top, unit) {
  const scale = unit === 'bytes' ? 1024 ** 2 : 1
  const power = 10 ** Math.floor(Math.log10(top / scale / 4)) * scale
  const step = [1, 2, 5, 10].map(one => one * power).find(one => top / one <= 4)
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) => index * step)
}

// The names below the lines, as many rows as fit; Grafana scrolls the rest.
function legend(lines, box, rows) {
  const parts = []
  let [x, row] = [8, 0]
  for (const [index, line] of lines.entries()) {
    const text = short(line.name, 44)
    const needed = text.length * 6.3 + 22
    if (row < rows - 1 && x + needed > box.width) [x, row] = [8, row + 1]
    const isLast = index === lines.length - 1
    if (row === rows - 1 && x + needed + (isLast ? 0 : 66) > box.width) {
      parts.push(`<text x="${fixed(x)}" y="${row * 14}" fill="${colours.faint}">and ${lines.length - index} more</text>`)
      break
    }
    parts.push(`<rect x="${fixed(x)}" y="${row * 14 - 5}" width="10" height="3" fill="${line.colour}"/><text x="${fixed(x + 14)}" y="${row * 14}">${escape(text)}</text>`)
    x += needed
  }
  return { parts, rows: row + 1 }
}

// A path through points; what lies on a straight line between two others is left out.
function path(points) {
  const kept = points.filter(([, y], index) => index === 0 || index === points.length - 1 || points[index - 1][1] !== y || points[index + 1][1] !== y)
  return kept.map(([x, y], index) => `${index ? 'L' : 'M'}${x} ${y}`).join('')
}

// Where a value is missing the line has a gap.
function pieces(points, step) {
  const found = []
  for (const point of points) {
    if (found.length && point[0] - found.at(-1).at(-1)[0] <= step * 1.5) found.at(-1).push(point)
    else found.push([point])
  }
  return found
}

export function chart(panel, lines, box, { start, end, step }) {
  const { unit, custom } = panel.fieldConfig.defaults
  const stacked = custom.stacking.mode === 'normal'
  const below = new Map(stacked ? lines.flatMap(line => line.points.map(([time]) => [time, 0])).sort(([a], [b]) => a - b) : [])
  const shown = lines.map((line, index) => {
    // A line that ends gives its place in the stack to those above.
    const values = new Map(stacked ? [...below.keys()].map(time => [time, 0]) : [])
    for (const [time, number] of line.points) values.set(time, number)
    const points = [...values].map(([time, number]) => {
      const from = below.get(time) ?? 0
      if (stacked) below.set(time, from + number)
      return [time, from + number, from]
    })
    return { name: line.name, colour: palette[index % palette.length], points }
  })
  const marks = ticks(Math.max(...shown.flatMap(line => line.points.map(point => point[1]))) || 1, unit)
  const names = legend(shown, box, 4)
  const left = 62
  const area = { top: 28, bottom: box.height - names.rows * 14 - 22 }
  const x = time => fixed(left + ((time - start) / (end - start)) * (box.width - left - 10))
  const y = number => fixed(area.bottom - (number / marks.at(-1)) * (area.bottom - area.top))
  const grid = marks.map(mark => `<path d="M${left} ${y(mark)}H${box.width - 10}" stroke="${colours.line}"/><text x="${left - 6}" y="${y(mark) + 3}" text-anchor="end" fill="${colours.faint}">${value(mark, unit)}</text>`)
  const times = Array.from({ length: Math.floor((end - start) / 30) + 1 }, (_, index) => index * 30).map(second =>
    `<text x="${x(start + second)}" y="${area.bottom + 13}" text-anchor="middle" fill="${colours.faint}">${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}</text>`)
  const drawn = shown.flatMap(({ points, colour }) => pieces(points, step).map(piece => {
    const top = piece.map(([time, number]) => [x(time), y(number)])
    if (piece.length === 1) return `<circle cx="${top[0][0]}" cy="${top[0][1]}" r="1.8" fill="${colour}"/>`
    const bottom = piece.map(([time, , from]) => [x(time), y(from)]).reverse()
    const filled = custom.fillOpacity ? `<path d="${path(top)}${path(bottom).replace('M', 'L')}Z" fill="${colour}" fill-opacity="${custom.fillOpacity / 100}"/>` : ''
    return `${filled}<path d="${path(top)}" fill="none" stroke="${colour}" stroke-width="1.2"/>`
  }))
  return [...grid, ...times, ...drawn, `<g transform="translate(0 ${box.height - names.rows * 14 + 7})">`, ...names.parts, '</g>']
}
