// @segment/analytics-node as a shop's back office uses it: KEY HOST
import { Analytics } from '@segment/analytics-node'

const [, , writeKey, host] = process.argv
const failed = []
const analytics = new Analytics({ writeKey, host })
analytics.on('error', (error) => failed.push(String(error.reason || error.code)))
analytics.identify({ userId: 'anna', traits: { email: 'anna@example.org', plan: 'pro', phone: '+7 916 123-45-67' } })
for (let n = 0; n < 20; n++) analytics.track({ userId: 'anna', event: 'Node Tick', properties: { n } })
analytics.track({
  userId: 'anna',
  event: 'Order Completed',
  properties: { order_id: '10428', total: 48900, currency: 'RUB', products: [{ product_id: '1', name: 'Кран' }] },
})
analytics.group({ userId: 'anna', groupId: 'romashka', traits: { name: 'Ромашка' } })
analytics.alias({ previousId: 'anna', userId: 'anna' })
analytics.page({ userId: 'anna', anonymousId: null, name: 'Receipt', properties: { path: '/receipt' } })
await analytics.closeAndFlush()
console.log(JSON.stringify({ failed }))
