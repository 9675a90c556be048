// @rudderstack/rudder-sdk-node, which sends gzip as a form: KEY HOST
import Analytics from '@rudderstack/rudder-sdk-node'

const [, , writeKey, host] = process.argv
const analytics = new Analytics(writeKey, { dataPlaneUrl: host, flushAt: 100, flushInterval: 60_000 })
analytics.identify({ userId: 'anna', traits: { plan: 'pro' } })
for (let n = 0; n < 20; n++) analytics.track({ userId: 'anna', event: 'Rudder Tick', properties: { n } })
analytics.screen({ userId: 'anna', name: 'Home' })
const answer = await analytics.flush()
console.log(JSON.stringify({ failed: [], sent: answer?.data?.batch?.length ?? null }))
process.exit(0)
