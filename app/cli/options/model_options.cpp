#include "app/cli/options/model_options.h"

#include "app/cli/command_options.h"
#include "core/base/names.h"

namespace waferscope {

void ModelOptions::addTo(CommandOptions& options)
{
    addOptionalTo(options).required();
}

CommandOption ModelOptions::addOptionalTo(CommandOptions& options)
{
    const CommandOption named = options.add("MODEL", model, "a file, a folder with one, gallery:NAME or family:NAME");
    options.add("--dim", dims, "value of a symbolic size or of a family's setting, NAME=N; may be repeated")
        .onePerUse();
    return named;
}

Result<SizeTexts> ModelOptions::sizes() const
{
    SizeTexts sizes;
    for (const std::string& dim : dims) {
        const std::size_t equals = dim.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == dim.size())
            return Error{ErrorCode::Usage, "--dim takes NAME=N, not " + inQuotes(dim) + "."};
        sizes[dim.substr(0, equals)] = dim.substr(equals + 1);
    }
    return sizes;
}

} // namespace waferscope
