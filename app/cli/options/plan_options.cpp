#include "app/cli/options/plan_options.h"

#include "app/cli/command_options.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "session/open_project.h"

namespace waferscope {

void PlanOptions::addTo(CommandOptions& options)
{
    options.add("PLAN", path, "a .waferplan").required();
    options.add("--layout", layout, "which of its layouts (default: the first)");
}

Result<ChosenLayout> PlanOptions::open() const
{
    ChosenLayout chosen;
    WAFERSCOPE_TRY(chosen.project, openPlan(path));
    std::vector<std::string> names;
    for (const auto& candidate : chosen.project.layouts) {
        if (!chosen.layout && (layout.empty() || candidate->name() == layout))
            chosen.layout = candidate;
        names.push_back(candidate->name());
    }
    if (!chosen.layout)
        return Error{ErrorCode::Usage,
                     inQuotes(path) + " has no layout \"" + printable(layout) + "\"" + nearestHint(layout, names)};
    return chosen;
}

} // namespace waferscope
