// Reads objects as `kubectl get --watch -o json` prints them, and writes each with the time at which it came: one line of JSON.
let text = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', chunk => {
  text += chunk
  for (let end; (end = text.indexOf('\n}\n')) >= 0; text = text.slice(end + 3)) {
    const { status, metadata } = JSON.parse(text.slice(0, end + 2))
    process.stdout.write(JSON.stringify({ time: Date.now(), generation: metadata.generation, conditions: status?.conditions ?? [] }) + '\n')
  }
})
