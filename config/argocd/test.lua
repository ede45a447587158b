-- lua test.lua FOLDER...: runs FOLDER/health.lua on every input named in FOLDER/health_test.yaml and compares the outcome.

-- Reads the YAML that the testdata is written in: block mappings and lists, scalars on one line. Anything else is an error.
local function parse(path)
  local lines = {}
  for line in io.lines(path) do
    if not line:match("^%s*$") and not line:match("^%s*#") then
      -- "- key: value" is a mapping whose first line is indented by two more.
      local indent, item, text = line:match("^(%s*)(%-?%s*)(.-)%s*$")
      lines[#lines + 1] = { indent = #indent, item = item ~= "", inner = #indent + #item, text = text }
    end
  end
  local at = 1

  local function scalar(text)
    if text:match('^".*"$') then return (text:sub(2, -2):gsub('\\"', '"')) end
    if text == "true" or text == "false" then return text == "true" end
    assert(not text:match("^[%[{|>&*!']"), path .. ": not read here: " .. text)
    return tonumber(text) or text
  end

  local block
  local function mapping(indent)
    local result = {}
    while at <= #lines and not lines[at].item and lines[at].indent == indent do
      local key, rest = lines[at].text:match("^([%w_.%-]+):%s*(.*)$")
      assert(key, path .. ": not a key: " .. lines[at].text)
      assert(result[key] == nil, path .. ": twice: " .. key)
      at = at + 1
      if rest ~= "" then result[key] = scalar(rest) else result[key] = block(indent) end
    end
    return result
  end

  local function list(indent)
    local result = {}
    while at <= #lines and lines[at].item and lines[at].indent == indent do
      lines[at].item, lines[at].indent = false, lines[at].inner
      result[#result + 1] = mapping(lines[at].indent)
    end
    return result
  end

  function block(parent)
    local line = lines[at]
    assert(line and line.indent > parent, path .. ": a key without a value")
    return (line.item and list or mapping)(line.indent)
  end

  local document = block(-1)
  assert(at > #lines, path .. ": stray indentation: " .. (lines[at] or {text = ""}).text)
  return document
end

-- Argo CD gives scripts the language and these names, no libraries.
local function run(path, object)
  local environment = { obj = object, ipairs = ipairs, pairs = pairs, tostring = tostring, type = type }
  local chunk
  if setfenv then chunk = setfenv(assert(loadfile(path)), environment) else chunk = assert(loadfile(path, "t", environment)) end
  return chunk()
end

local passed, failed = 0, 0
for _, folder in ipairs(arg) do
  for _, test in ipairs(parse(folder .. "/health_test.yaml").tests) do
    local ok, actual = pcall(function() return run(folder .. "/health.lua", parse(folder .. "/" .. test.inputPath)) end)
    local expected = test.healthStatus
    if ok and actual.status == expected.status and actual.message == expected.message then
      passed = passed + 1
    else
      failed = failed + 1
      print("FAILED " .. folder .. "/" .. test.inputPath)
      print("  expected: " .. expected.status .. ": " .. expected.message)
      print("  actual:   " .. (ok and tostring(actual.status) .. ": " .. tostring(actual.message) or tostring(actual)))
    end
  end
end
print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0 and passed > 0 and 0 or 1)
