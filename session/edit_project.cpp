#include "session/edit_project.h"

#include "core/base/check.h"

#include <algorithm>

namespace waferscope {

namespace {

/// The layout under a name that no other of the project has; `own` is its index, which does not count.
std::shared_ptr<const Layout> freelyNamed(const std::shared_ptr<const Layout>& layout, const Project& project,
                                          std::size_t own)
{
    const auto isTaken = [&](const std::string& name) {
        for (std::size_t i = 0; i < project.layouts.size(); ++i)
            if (i != own && project.layouts[i]->name() == name)
                return true;
        return false;
    };
    std::string name = layout->name();
    for (int number = 2; isTaken(name); ++number)
        name = layout->name() + " " + std::to_string(number);
    return name == layout->name() ? layout : std::make_shared<const Layout>(layout->withName(std::move(name)));
}

} // namespace

Layout lockedKernel(const Layout& layout, KernelId kernel, Lock lock)
{
    Mapping mapping = layout.mapping();
    WAFERSCOPE_CHECK(kernel.index() < mapping.kernels.size());
    mapping.kernels[kernel.index()].locked = lock == Lock::Locked;
    return layout.withMapping(std::move(mapping));
}

PeCoord keptInside(PeCoord origin, const PeRect& rectangle, const System& system)
{
    const int mostX = std::max(0, system.columns - rectangle.width);
    const int mostY = std::max(0, system.rows - rectangle.height);
    return {std::clamp(origin.x, 0, mostX), std::clamp(origin.y, 0, mostY)};
}

Project withLayout(const Project& project, std::size_t index, const std::shared_ptr<const Layout>& layout)
{
    WAFERSCOPE_CHECK(index < project.layouts.size());
    Project result = project;
    result.layouts[index] = freelyNamed(layout, project, index);
    return result;
}

Project withAddedLayout(const Project& project, const std::shared_ptr<const Layout>& layout)
{
    Project result = project;
    result.layouts.push_back(freelyNamed(layout, project, project.layouts.size()));
    return result;
}

std::optional<std::size_t> layoutOfMode(const Project& project, Mode mode)
{
    for (std::size_t index = 0; index < project.layouts.size(); ++index) {
        if (project.layouts[index]->mode() == mode)
            return index;
    }
    return std::nullopt;
}

bool sameProject(const Project& a, const Project& b)
{
    const auto same = [](const std::shared_ptr<const Layout>& left, const std::shared_ptr<const Layout>& right) {
        return left == right || *left == *right;
    };
    return a.network == b.network && a.assumptions == b.assumptions && a.notes == b.notes
        && std::equal(a.layouts.begin(), a.layouts.end(), b.layouts.begin(), b.layouts.end(), same);
}

} // namespace waferscope
