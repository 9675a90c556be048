// A receiver in node: verifies what it is sent with the library of the specification, answers 204, says what it got.
import { createServer } from "node:http"
import { Webhook } from "standardwebhooks"

const secrets = process.argv.slice(2)
const server = createServer((request, response) => {
  const pieces = []
  request.on("data", piece => pieces.push(piece))
  request.on("end", () => {
    const body = Buffer.concat(pieces)
    const said = secrets.map(secret => {
      try {
        return new Webhook(secret).verify(body, request.headers).type
      } catch (error) {
        return error.message
      }
    })
    response.writeHead(204).end()
    console.log(JSON.stringify(said))
  })
})
server.listen(0, "127.0.0.1", () => console.log(server.address().port))
