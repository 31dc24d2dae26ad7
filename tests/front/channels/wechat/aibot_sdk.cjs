// Drives the vendor's own client (npm @wecom/aibot-node-sdk) against the address in argv[2]; prints
// one line of JSON for everything that it makes of what comes in.
const { WSClient } = require('@wecom/aibot-node-sdk')
const [, , wsUrl, botId, secret] = process.argv
const quiet = () => {}
const say = (what, more = {}) => console.log(JSON.stringify({ what, ...more }))
const client = new WSClient({
  botId, secret, wsUrl, heartbeatInterval: 300, reconnectInterval: 100, maxAuthFailureAttempts: 1,
  logger: { debug: quiet, info: quiet, warn: (...m) => say('warn', { m: m.join(' ') }), error: quiet },
})
client.on('authenticated', () => say('authenticated'))
client.on('message.text', async frame => {
  say('text', { body: frame.body })
  await client.replyStream(frame, 's1', '请稍等', false)
  await client.replyStream(frame, 's1', '答复:' + frame.body.text.content, true)
  await client.sendMessage(frame.body.chatid || frame.body.from.userid, { msgtype: 'markdown', markdown: { content: '后来' } })
  say('answered')
})
client.on('event.enter_chat', async frame => {
  await client.replyWelcome(frame, { msgtype: 'text', text: { content: '您好' } })
  say('greeted')
})
client.on('event.disconnected_event', () => say('evicted'))
client.on('error', error => say('error', { message: error.message }))
client.connect()
process.stdin.on('end', () => process.exit(0)).resume()
