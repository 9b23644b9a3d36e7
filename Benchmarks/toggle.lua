-- wrk suspends all jobs of a list, one after the other, then lets all go on, and so forth. Every reply is checked.
--
-- usage: wrk -t 1 … -s toggle.lua URL -- REQUEST LIST      LIST has an InstanceID a line; @InstanceID@ and @State@ stand
--                                                          in REQUEST for what changes

local jobs, messages, sent, wrong, example = {}, {}, 0, 0, ""

function setup(thread)
   worker = thread
end

function init(arguments)
   local file = assert(io.open(arguments[1], "rb"))
   local text = file:read("*a")
   file:close()
   wrk.method = "POST"
   wrk.headers["Content-Type"] = "application/soap+xml;charset=UTF-8"
   for _, state in ipairs({"3", "2"}) do
      for instance in io.lines(arguments[2]) do
         wrk.body = text:gsub("@State@", state):gsub("@InstanceID@", instance)
         table.insert(messages, wrk.format())
      end
   end
end

function request()
   sent = sent + 1
   return messages[(sent - 1) % #messages + 1]
end

function response(status, headers, body)
   if status ~= 200 or not body:find("<p:ReturnValue>0</p:ReturnValue>", 1, true) then
      wrong = wrong + 1
      example = status .. " " .. body
   end
end

function done(summary, latency)
   local errors = summary.errors
   local bad = errors.connect + errors.read + errors.write + errors.timeout
   io.write(string.format(
      "result %d %d %d %d\n%s\n", summary.requests, summary.duration, bad + (worker:get("wrong") or 0),
      latency:percentile(50), worker:get("example") or ""))
end
