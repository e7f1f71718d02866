#pragma once

#include "core/machine/assumptions.h"

#include <string>
#include <vector>

namespace waferscope {

class CommandOptions;

/// --assume KEY=VALUE, any number of them. Must live as long as parsing and the command's action.
struct AssumeOption {
    std::vector<std::string> texts;

    void addTo(CommandOptions& options);

    /// The assumptions with those changes; a Usage error names what is wrong.
    [[nodiscard]] Result<Assumptions> applyTo(Assumptions assumptions) const;
};

} // namespace waferscope
