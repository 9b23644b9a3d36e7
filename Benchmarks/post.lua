-- wrk posts one request over and over and checks every reply: status 200 and a text that must be in it.
--
-- usage: wrk … -s post.lua URL -- REQUEST MARKER

local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(arguments)
   local file = assert(io.open(arguments[1], "rb"))
   wrk.method = "POST"
   wrk.body = file:read("*a")
   wrk.headers["Content-Type"] = "application/soap+xml;charset=UTF-8"
   file:close()
   message = wrk.format()
   marker = arguments[2]
   wrong = 0
   example = ""
end

function request()
   return message
end

function response(status, headers, body)
   if status ~= 200 or not body:find(marker, 1, true) then
      wrong = wrong + 1
      example = status .. " " .. body
   end
end

function done(summary, latency)
   local errors = summary.errors
   local wrong = errors.connect + errors.read + errors.write + errors.timeout
   local example = wrong > 0 and "connections failed or were closed" or ""
   for _, thread in ipairs(threads) do
      wrong = wrong + thread:get("wrong")
      if thread:get("example") ~= "" then
         example = thread:get("example")
      end
   end
   io.write(string.format(
      "result %d %d %d %d\n%s\n", summary.requests, summary.duration, wrong, latency:percentile(50), example))
end
