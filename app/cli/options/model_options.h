#pragma once

#include "core/base/result.h"
#include "core/families/families.h"

#include <string>
#include <vector>

namespace waferscope {

class CommandOption;
class CommandOptions;

/// MODEL and --dim NAME=N, which several commands take. Must live as long as parsing and the command's action.
struct ModelOptions {
    std::string model;
    std::vector<std::string> dims; ///< as typed

    void addTo(CommandOptions& options); ///< MODEL is required
    CommandOption addOptionalTo(CommandOptions& options); ///< gives MODEL

    /// The sizes by name. A text that is not NAME=N is a Usage error.
    [[nodiscard]] Result<SizeTexts> sizes() const;
};

} // namespace waferscope
