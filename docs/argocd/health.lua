-- The health of a Guest or an Environment for Argo CD, by the same conditions that kstatus reads.
-- docs/gitops.md says how to install it.

if obj.status == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "The operator has not taken up this version yet." }
end

local conditions = {}
for _, condition in ipairs(obj.status.conditions or {}) do
  conditions[condition.type] = condition
end

local function is(type, status)
  return conditions[type] ~= nil and conditions[type].status == status
end

local function health(status, type)
  return { status = status, message = conditions[type].message }
end

if is("Reconciling", "True") then
  return health("Progressing", "Reconciling")
elseif is("Stalled", "True") then
  return health("Degraded", "Stalled")
elseif is("Ready", "True") then
  -- A change that waits for the next start is worth a word.
  return health("Healthy", is("RestartRequired", "True") and "RestartRequired" or "Ready")
elseif is("Ready", "Unknown") then
  -- The node is lost and somebody has to look. Argo CD's own Unknown says that a check has failed.
  return health("Degraded", "Ready")
end
return { status = "Progressing", message = "The operator has not told yet how it is." }
