// A shop's backend in node: LIBRARY KEY HOST CALLS, calls being [[method, message], …] as JSON
const [, , library, writeKey, host, calls] = process.argv
const rudder = library === 'rudder'
const { default: Rudder } = rudder ? await import('@rudderstack/rudder-sdk-node') : {}
const { Analytics } = rudder ? {} : await import('@segment/analytics-node')
const failed = []
const analytics = rudder
  ? new Rudder(writeKey, { dataPlaneUrl: host, flushAt: 100, flushInterval: 60_000 })
  : new Analytics({ writeKey, host })
if (!rudder) analytics.on('error', (error) => failed.push(String(error.reason || error.code)))
for (const [method, message] of JSON.parse(calls)) analytics[method](message)
await (rudder ? analytics.flush() : analytics.closeAndFlush())
console.log(JSON.stringify({ failed }))
process.exit(0)
