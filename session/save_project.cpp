#include "session/save_project.h"

#include "formats/base/files.h"
#include "formats/base/output_file.h"
#include "formats/plan/plan.h"

#include <filesystem>

namespace waferscope {

namespace {

std::string seenFromPlan(const std::string& name, const std::string& planPath)
{
    if (!fileExists(name) || planPath == "-" || name == "-")
        return name; // a shipped name, or nowhere to be seen from
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::absolute(planPath, failed).parent_path();
    const std::filesystem::path relative = std::filesystem::relative(name, folder, failed);
    return failed || relative.empty() ? name : relative.generic_string();
}

} // namespace

std::string planTextFor(const Project& project, const std::string& path)
{
    Plan plan = planOf(project);
    plan.network.model = seenFromPlan(plan.network.model, path);
    for (PlannedLayout& layout : plan.layouts)
        layout.installation = seenFromPlan(layout.installation, path);
    return writePlan(plan);
}

Result<bool> savePlan(const Project& project, const std::string& path)
{
    return writeFile(path, planTextFor(project, path));
}

} // namespace waferscope
