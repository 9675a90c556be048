// One connection to the server's events: asks the page's door for a signed address, reads it, and resumes after the last id it saw.
// Not EventSource: that hides the status of a refused address, and its own retries would use one that has expired.
const FIRST = 500, LONGEST = 15000, SILENCE = 45000

export class Stream {
  /** `door` answers {"url"} for ?topics=…; `hear({id, topic, kind, data})`; kind reload: away for too long; `tell("online" | "offline" | "ended")`. */
  constructor(door, { hear, tell }) {
    Object.assign(this, { door, hear, tell, topics: "", last: "", tries: 0, closed: false })
  }

  /** Listen to these topics; a page that was made after event `after` misses nothing since. */
  listen(topics, after = "") {
    const known = this.topics.split(","), set = [...new Set(topics)].sort(), wanted = set.join(",")
    if (!this.last || (after && Number(after) < Number(this.last) && set.some(topic => !known.includes(topic)))) this.last = after
    if (wanted === this.topics && this.abort) return
    this.topics = wanted
    this.closed = false
    this.restart()
  }

  restart() {
    clearTimeout(this.timer)
    this.abort?.abort()
    this.abort = new AbortController()
    this.run(this.abort.signal)
  }

  close() {
    this.closed = true
    clearTimeout(this.timer)
    clearTimeout(this.alarm)
    this.abort?.abort()
    this.abort = undefined
  }

  async run(signal) {
    try {
      const answer = await fetch(`${this.door}?${new URLSearchParams({ topics: this.topics })}`, { signal, credentials: "same-origin", headers: { Accept: "application/json" } })
      if ([401, 403, 404].includes(answer.status) || answer.redirected) return this.end()
      if (!answer.ok) throw new Error(`door ${answer.status}`)
      const url = new URL((await answer.json()).url, this.door)
      if (this.last) url.searchParams.set("after", this.last)
      await this.read(await fetch(url, { signal, headers: { Accept: "text/event-stream" } }), signal)
    } catch {
      if (signal.aborted) return
    }
    if (!this.closed && this.abort) this.again()
  }

  async read(answer, signal) {
    if (!answer.ok) throw new Error(`stream ${answer.status}`)
    this.tries = 0
    this.tell("online")
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let rest = ""
    for (;;) {
      this.watch()
      const { value, done } = await reader.read()
      if (done || signal.aborted) return
      rest += value.replaceAll("\r", "")
      const frames = rest.split("\n\n")
      rest = frames.pop()
      for (const frame of frames) this.frame(frame)
    }
  }

  frame(text) {
    const fields = { data: "" }
    for (const line of text.split("\n")) {
      const [, name, value] = line.match(/^(\w+): ?(.*)$/) ?? []
      if (name === "data") fields.data += (fields.data && "\n") + value
      else if (name) fields[name] = value
    }
    if (fields.id) this.last = fields.id
    if (!fields.data) return
    const event = { id: fields.id, ...JSON.parse(fields.data) }
    // "revoked": the server ends the stream; the door is asked again, and says whether this session is still in force
    if (!["hello", "tick", "revoked"].includes(event.kind)) this.hear(event)
  }

  // A connection that has died without a word is noticed by the heartbeat that does not come
  watch() {
    clearTimeout(this.alarm)
    this.alarm = setTimeout(() => {
      this.tell("offline")
      this.restart()
    }, SILENCE)
  }

  again() {
    this.tries += 1
    if (this.tries > 1) this.tell("offline")
    const wait = Math.min(LONGEST, FIRST * 2 ** (this.tries - 1))
    this.timer = setTimeout(() => this.restart(), wait * (0.5 + Math.random()))
  }

  end() {
    this.tell("ended")
    this.close()
  }
}
