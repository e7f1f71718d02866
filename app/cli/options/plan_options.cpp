#include "app/cli/options/plan_options.h"

#include "core/base/nearest_name.h"
#include "session/open_project.h"

#include <CLI/CLI.hpp>

namespace waferscope {

void PlanOptions::addTo(CLI::App& options)
{
    options.add_option("PLAN", path, "a .waferplan")->required();
    options.add_option("--layout", layout, "which of its layouts (default: the first)");
}

Result<ChosenLayout> PlanOptions::open() const
{
    ChosenLayout chosen;
    WAFERSCOPE_TRY(chosen.project, openPlan(path));
    std::vector<std::string> names;
    for (const auto& candidate : chosen.project.layouts) {
        if (!chosen.layout && (layout.empty() || candidate->name == layout))
            chosen.layout = candidate;
        names.push_back(candidate->name);
    }
    if (!chosen.layout)
        return Error{ErrorCode::Usage, path + " has no layout \"" + layout + "\"" + nearestHint(layout, names)};
    return chosen;
}

} // namespace waferscope
