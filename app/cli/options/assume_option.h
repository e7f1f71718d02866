#pragma once

#include "core/machine/assumptions.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace waferscope {

/// --assume KEY=VALUE, any number of them. Must live as long as parsing and the command's action.
struct AssumeOption {
    std::vector<std::string> texts;

    void addTo(CLI::App& options);

    /// The assumptions with those changes; a Usage error names what is wrong.
    [[nodiscard]] Result<Assumptions> applyTo(Assumptions assumptions) const;
};

} // namespace waferscope
