#include "app/cli/options/assume_option.h"

#include "app/cli/command_options.h"
#include "core/base/names.h"

#include <charconv>

namespace waferscope {

void AssumeOption::addTo(CommandOptions& options)
{
    options.add("--assume", texts, "KEY=VALUE: change an assumption (wafer list assumptions)");
}

Result<Assumptions> AssumeOption::applyTo(Assumptions assumptions) const
{
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        double value = 0.0;
        const char* end = text.data() + text.size();
        if (equals == std::string::npos || equals + 1 == text.size()
            || std::from_chars(text.data() + equals + 1, end, value).ptr != end)
            return Error{ErrorCode::Usage, "--assume takes KEY=VALUE with a number, not \"" + printable(text) + "\"."};
        WAFERSCOPE_TRY(assumptions, assumptions.with(text.substr(0, equals), value));
    }
    return assumptions;
}

} // namespace waferscope
