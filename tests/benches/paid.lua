-- Sends each credential of a file once: wrk -s paid.lua URL FILE. Reports if there were too few.
function setup(thread)
  running = thread
end

function init(args)
  credentials = {}
  for line in io.lines(args[1]) do credentials[#credentials + 1] = line end
  at = 0
end

function request()
  at = at + 1
  return wrk.format("GET", nil, { ["Authorization"] = credentials[at] })
end

function done()
  local sent, list = running:get("at"), running:get("credentials")
  if sent > #list then print("402 for want of a credential") end
end
