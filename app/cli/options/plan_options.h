#pragma once

#include "core/base/result.h"
#include "core/layout/project.h"

#include <string>

namespace waferscope {

class CommandOptions;

/// A project and the one of its layouts that a command works on.
struct ChosenLayout {
    Project project;
    std::shared_ptr<const Layout> layout;
};

/// PLAN and --layout NAME. Must live as long as parsing and the command's action.
struct PlanOptions {
    std::string path;
    std::string layout; ///< empty: the first

    void addTo(CommandOptions& options);
    [[nodiscard]] Result<ChosenLayout> open() const;
};

} // namespace waferscope
